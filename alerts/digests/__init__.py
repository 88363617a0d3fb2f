"""What an audience is owed, told together."""
