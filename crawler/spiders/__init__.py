"""Spiders: a source is one."""
