"""Measurements, each a module to run: `python -m tests.benchmarks.polling`. They print; they assert nothing."""
