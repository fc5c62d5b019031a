"""Commands that put a comparison on trial: claims and check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coreanalytics.cli import texts
from coreanalytics.cli.options import AsOf, Book, Json, Person, as_text, open_book
from coreanalytics.cli.paragraphs import write_paragraphs

if TYPE_CHECKING:
    import polars as pl

    from coreanalytics.effects.results import Effects
    from coreanalytics.logbook.book import Logbook

Weeks = Annotated[int, typer.Option("--weeks", min=1, max=104, help=texts.COMPARE_WEEKS)]


def claims(
    person: Person = None,
    weeks: Weeks = 8,
    book: Book = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    from coreanalytics.effects import examine_claims

    days, _, logbook = _read(person, book, as_of)
    settings = logbook.settings
    found = examine_claims(
        days, weeks=weeks, delta_within=settings.delta_within, delta_between=settings.delta_between
    )
    _tell(str(found), found.to_polars(), as_json)


claims.__doc__ = texts.CLAIMS


def check(
    person: Person = None,
    weeks: Weeks = 8,
    book: Book = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    from coreanalytics.effects import check as check_effects

    days, who, logbook = _read(person, book, as_of)
    found = check_effects(days, _compare(days, who, weeks, logbook))
    _tell(str(found), found.to_polars(), as_json)


check.__doc__ = texts.CHECK


def _read(
    person: str | None, book: Path | None, as_of: str | None
) -> tuple[pl.DataFrame, str | None, Logbook]:
    """Return the person-days that are meant, whose they are if one person's, and the book."""
    from coreanalytics.days import build_days

    logbook = open_book(book, as_of)
    who = as_text(person)
    days = build_days(logbook, people=[who] if who in logbook.everybody else None)
    people = days["person"].unique().to_list()
    return days, who or (people[0] if len(people) == 1 else None), logbook


def _compare(days: pl.DataFrame, person: str | None, weeks: int, logbook: Logbook) -> Effects:
    from coreanalytics.effects import compare, compare_within

    settings = logbook.settings
    if person is None:
        return compare(days, weeks=weeks, delta=settings.delta_between)
    return compare_within(days, person, weeks=weeks, delta=settings.delta_within)


def _tell(text: str, frame: pl.DataFrame, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(frame.to_dicts(), ensure_ascii=False, indent=1))
    else:
        write_paragraphs(text)
