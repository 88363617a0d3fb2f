"""What to do: the four files of the configuration, the environment, and their types."""
