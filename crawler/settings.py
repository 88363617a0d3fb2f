"""What Scrapy is told whatever the user configures; the rest is translated in crawler.options."""

from __future__ import annotations

BOT_NAME = "peruwatch"
SPIDER_MODULES: list[str] = []
SPIDER_LOADER_CLASS = "crawler.spiders.loader.SourceSpiderLoader"

# A certificate that can't be verified is an error, not a detail.
DOWNLOAD_VERIFY_CERTIFICATES = True
# Turns are kept by our own handler, to the letter and over all crawls.
DOWNLOAD_DELAY = 0
COOKIES_ENABLED = False
REDIRECT_MAX_TIMES = 6
# Pages that reload themselves every minute are no redirects.
METAREFRESH_MAXDELAY = 1
# One more try for what may be a hiccup; "busy" (429, 503) is an answer, and asking again at once is rude.
RETRY_TIMES = 1
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]
# What comes of a fetch is told by its outcome.
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
# Every status is an outcome that the spider judges.
HTTPERROR_ALLOW_ALL = True
DOWNLOAD_WARNSIZE = 0

# Ours asks for robots.txt once a day and keeps to RFC 9309 where Scrapy's doesn't.
ROBOTSTXT_OBEY = False
# Nothing but the web: no page may lead us to a file of this machine.
DOWNLOAD_HANDLERS = {
    "http": "crawler.turns.TurnTakingHandler",
    "https": "crawler.turns.TurnTakingHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.NetworkGuard": 90,
    "crawler.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
}
EXTENSIONS = {
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
}
# Nobody is to steer us over a port.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
LOG_LEVEL = "INFO"
