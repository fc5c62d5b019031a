"""Long texts on a terminal: whole words, lines no longer than can be read."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from typing import Final

import typer

#: Letters of a line that the eye still finds back from.
_LONGEST: Final = 100
_SHORTEST: Final = 40
_ITEM: Final = re.compile(r"\s*(?:- |C\d  )?")


def write_paragraphs(text: str) -> None:
    """Write a text, wrapped where somebody reads it on a terminal and as it is where a program does."""
    if sys.stdout.isatty():
        text = wrap(text, shutil.get_terminal_size().columns)
    typer.echo(text)


def wrap(text: str, columns: int) -> str:
    """Return a text in lines that fit, an item's further lines under its first.

    Examples
    --------
    >>> print(wrap("- one two three four five six seven eight nine ten eleven", 40))
    - one two three four five six seven
      eight nine ten eleven
    """
    width = max(min(columns - 1, _LONGEST), _SHORTEST)
    lines = (_fill(line, width) for line in text.split("\n"))
    return "\n".join(lines)


def _fill(line: str, width: int) -> str:
    found = _ITEM.match(line)
    hang = " " * (found.end() if found else 0)
    return (
        textwrap.fill(line, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False)
        or line
    )
