"""Which watches an article meets, and where: queries against texts."""
