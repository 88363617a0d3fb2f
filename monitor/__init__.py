"""The program: command line, daemon, schedule, web pages and feeds. The one place that wires the others."""
