"""What enumerates a section's articles: pages, feeds and WordPress' interface, from bytes to entries."""
