"""Messages: composed, claimed, sent, recorded."""
