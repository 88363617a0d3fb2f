"""Fuzzing of everything that reads what strangers send; what it found is kept in `cases`."""
