"""The building blocks of a record: sections, cards and tiles, the same for every part of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Section = dict[str, Any]


def make_section(
    name: str,
    heading: str,
    *,
    lines: Sequence[str] = (),
    notes: Sequence[str] = (),
    tiles: Sequence[Section] = (),
    cards: Sequence[Section] = (),
    tables: Sequence[Section] = (),
    numbers: object = None,
) -> Section:
    """Return a section.

    Parameters
    ----------
    name, heading
        Its name among the sections, and what stands above it.
    lines, notes
        Its sentences, and those in small print; empty ones are left out.
    tiles
        Single numbers: label, value, below.
    cards
        Parts with a title: see `make_card`.
    tables
        Tables: headings and rows of text.
    numbers
        All of it for machines, with units.
    """
    return {
        "id": name,
        "heading": heading,
        "tiles": list(tiles),
        "cards": list(cards),
        "tables": list(tables),
        "lines": [line for line in lines if line],
        "notes": [note for note in notes if note],
        "numbers": {} if numbers is None else numbers,
    }


def make_card(title: str, *, site: str | None = None, **more: Any) -> Section:
    """Return a card: title, the site whose colour it has, tiles, verdict, ruler, lines, notes, table."""
    empty: Section = {"tiles": [], "verdict": "", "ruler": None, "lines": [], "notes": [], "table": None}
    card = {"title": title, "site": site, **empty, **more}
    return card | {key: [text for text in card[key] if text] for key in ("lines", "notes")}


def make_tile(label: str, value: object, below: str) -> Section:
    """Return a number with its label and what stands below it."""
    return {"label": label, "value": str(value), "below": below}
