"""What Scrapy is told whatever the user configures; the rest is translated in crawler.options."""

from __future__ import annotations

from scrapy.settings.default_settings import RETRY_EXCEPTIONS as _RETRY_EXCEPTIONS

BOT_NAME = "peruwatch"
SPIDER_MODULES: list[str] = []
SPIDER_LOADER_CLASS = "crawler.spiders.loader.SourceSpiderLoader"

# A certificate that can't be verified is an error, not a detail.
DOWNLOAD_VERIFY_CERTIFICATES = True
# Turns are kept by our own handler, to the letter and over all crawls.
DOWNLOAD_DELAY = 0
REDIRECT_MAX_TIMES = 6
# Pages that reload themselves every minute are no redirects.
METAREFRESH_MAXDELAY = 1
# One more try for what may be a hiccup; "busy" (429, 503) is an answer, and asking again at once is rude.
RETRY_TIMES = 1
# A host that took all its time is not asked again at once: that would double how long it keeps us.
RETRY_EXCEPTIONS = [one for one in _RETRY_EXCEPTIONS if one != "scrapy.exceptions.DownloadTimeoutError"]
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]
# What comes of a fetch is told by its outcome.
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
# Every status is an outcome that the spider judges.
HTTPERROR_ALLOW_ALL = True
DOWNLOAD_WARNSIZE = 0

# Ours asks for robots.txt once a day and keeps to RFC 9309 where Scrapy's doesn't.
ROBOTSTXT_OBEY = False
TWISTED_DNS_RESOLVER = "crawler.spiders.resolver.CheckedResolver"
# Nothing but the web: no page may lead us to a file of this machine.
DOWNLOAD_HANDLERS = {
    "http": "crawler.spiders.adapters.PacedHandler",
    "https": "crawler.spiders.adapters.PacedHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
# All that stands between a request and the network, ours and Scrapy's; none of Scrapy's other parts is even imported.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "crawler.spiders.adapters.NetworkGuard": 90,
    "crawler.spiders.adapters.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "crawler.spiders.adapters.MetaRefresh": 580,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES = {"scrapy.spidermiddlewares.referer.RefererMiddleware": 700}  # redirects want it
# Nobody is to steer us over a port, and what a crawl brings is counted by its own record.
EXTENSIONS_BASE: dict[str, int] = {}
LOG_LEVEL = "INFO"
