"""Notices: what is wrong with looking itself, told to those who can mend it."""
