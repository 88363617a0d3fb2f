"""Documents read in processes of their own, so that a bad one ends its process and not the program."""
