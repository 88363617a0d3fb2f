"""Pages to articles: the Scrapy project with its spiders, listings and extraction."""
