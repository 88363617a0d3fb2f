"""Requests: when one may be sent, where to, and how it ended."""
