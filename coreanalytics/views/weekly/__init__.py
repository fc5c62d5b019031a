"""The weekly report: its numbers, its page, and the index that leads to everybody's."""
