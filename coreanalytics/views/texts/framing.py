"""What a notebook says of pages: where they are, and why one is not shown."""

from __future__ import annotations

from coreanalytics import words


def too_long(length: int) -> str:
    """Return where to see a page that a notebook should not carry.

    Examples
    --------
    >>> too_long(4_200_000)
    'The page (4.2 MB) is too long for a notebook. Save it with .save(), and open it in a browser.'
    """
    size = words.number(length / 1e6)
    return f"The page ({size} MB) is too long for a notebook. Save it with .save(), and open it in a browser."


def tell_reports(reports: int, made: int, index: object) -> str:
    """Return how many reports lie in a folder, how many of them are new, and where to begin.

    Examples
    --------
    >>> tell_reports(3, 1, "out/index.html")
    '3 weekly reports, 1 of them made now; begin with out/index.html'
    """
    return f"{words.count(reports, 'weekly report')}, {made} of them made now; begin with {index}"


def tell_index(people: int) -> str:
    """Return what the index is about."""
    return f"Index of the weekly reports of {words.people(people)}"
