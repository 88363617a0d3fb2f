"""Words and marks that listings and articles are read by alike."""
