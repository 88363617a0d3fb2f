"""Bytes of pages and files to the content of articles."""
