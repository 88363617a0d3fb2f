"""The feeds that we publish."""
