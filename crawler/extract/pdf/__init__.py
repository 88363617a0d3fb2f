"""PDF files → their text in reading order."""
