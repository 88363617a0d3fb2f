"""Ways to carry a message; each makes one attempt and tells how it ended."""
