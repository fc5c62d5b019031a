"""Offline pages to explore a log and to compare routines."""
