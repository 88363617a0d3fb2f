"""When to look: at a section again, and at an article again."""
