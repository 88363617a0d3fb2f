"""From entries to articles: fetched, read with what the source's pages taught, kept at one address."""
