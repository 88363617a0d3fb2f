"""From a section to entries: how it can be read, how far, and what of it is its own."""
