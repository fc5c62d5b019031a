"""Where the numbers come from, and how to have the same page again."""

from __future__ import annotations

import shlex
from typing import Final

from coreanalytics.views.hostile import clip

H_PAGE: Final = "Page {page} of {pages}"
PDF_SUBJECT: Final = "Weekly report"
PDF_KEYWORDS: Final = ("core training", "discomfort", "weekly report")
NO_TYPST: Final = "PDFs are made with the package typst, which is not installed"
NO_TYPST_HINT: Final = 'pip install "coreanalytics[pdf]"'
PDF_FAILED: Final = "the PDF cannot be made: {problem}"
PDF_FAILED_HINT: Final = "the web page and its numbers are not touched by this; please report what it says"
ITEMS_ELSEWHERE: Final = (
    "The items of three reporting standards, as far as the log fills them, stand at the end of the web page "
    "and in the data file beside it."
)


def ask_again(person: str, week: str, version: int) -> str:
    """Return the command that makes the same page from the book as it was.

    Examples
    --------
    >>> ask_again("Ana Lee", "2026-W46", 12)
    "coreanalytics report --person 'Ana Lee' --week 2026-W46 --as-of 12"
    >>> ask_again("Ana " * 40, "2026-W46", 12)  # a name that a page does not show whole
    'coreanalytics report --all --week 2026-W46 --as-of 12'
    """
    whose = f"--person {shlex.quote(person)}" if clip(person) == person else "--all"
    return f"coreanalytics report {whose} --week {week} --as-of {version}"


def tell_version(person: str, week: str, version: int) -> str:
    """Return on which add the numbers stand, and how to have them again."""
    return (
        f"All of this stands on number {version} of the book’s history, the newest that concerns this page. "
        f"The same page again: {ask_again(person, week, version)}"
    )
