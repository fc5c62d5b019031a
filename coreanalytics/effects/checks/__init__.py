"""The checks a sceptic would ask for, run by themselves; one module a check."""
