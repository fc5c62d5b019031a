"""The logbook: readers, screening, the book and its tables, and the simulation of all of them."""
