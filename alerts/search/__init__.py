"""The index of all words, and queries narrowed down by it."""
