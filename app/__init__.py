"""Understudy: a chosen face over your own, live, as a camera for every other program."""

__version__ = "0.1.0"
