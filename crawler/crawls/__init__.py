"""Crawls: one of a source, many at once, of a whole archive, and of a section that is only looked at."""
