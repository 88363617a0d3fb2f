"""Publishers' words and dates made fit to show."""
