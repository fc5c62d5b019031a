"""The command about names of exercises: which ones wait for a person, and what they mean."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coreanalytics.cli import texts
from coreanalytics.cli.options import Book, Json, as_text, is_interactive, open_book
from coreanalytics.errors import ArgumentError

if TYPE_CHECKING:
    from coreanalytics.logbook.book import Logbook

#: Candidates that are shown of a name.
MOST = 3


def names(
    mapped: Annotated[
        list[str] | None, typer.Option("--map", metavar="NAME=ID", help=texts.NAMES_MAP)
    ] = None,
    book: Book = None,
    as_json: Json = False,
) -> None:
    logbook = open_book(book)
    if mapped:
        pairs = _read_pairs(mapped)
        logbook.map_names(pairs)
        if not as_json:
            typer.echo(texts.tell_mapped(_count_sets(logbook, pairs)))
    rows = _list_rows(logbook)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif mapped or not rows or not is_interactive():
        typer.echo(texts.tell_names(rows))
    else:
        _ask(logbook, rows)


names.__doc__ = texts.NAMES


def _read_pairs(told: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in told:
        # an id holds no "=", a name may
        name, sign, exercise = str(as_text(text)).rpartition("=")
        name, exercise = name.strip(), exercise.strip()
        if not sign or not name or not exercise:
            raise ArgumentError(texts.no_mapping(text), where="--map", hint=texts.HINT_MAP)
        if pairs.get(name, exercise) != exercise:
            raise ArgumentError(texts.mapped_twice(name), where="--map", hint=texts.HINT_MAP_ONCE)
        pairs[name] = exercise
    return pairs


def _count_sets(book: Logbook, pairs: dict[str, str]) -> list[tuple[str, str, int]]:
    """Return name, id and number of sets of each mapped name."""
    logged = book.sets()["exercise_logged"]
    counts = logged.filter(logged.is_in(list(pairs))).value_counts()
    found = dict(counts.iter_rows())
    return [(name, exercise, found.get(name, 0)) for name, exercise in pairs.items()]


def _list_rows(book: Logbook) -> list[dict[str, Any]]:
    rows = book.unmapped().to_dicts()
    return [{**row, "candidates": list(row["candidates"] or ())[:MOST]} for row in rows]


def _ask(book: Logbook, rows: list[dict[str, Any]]) -> None:
    """Ask what each name means, most frequent first; each answer is kept at once."""
    typer.echo(texts.NAMES_ASK, err=True)
    for row in rows:
        typer.echo(texts.tell_name(row), err=True)
        while True:
            answer = str(typer.prompt(texts.ASK_NAME, default="", show_default=False, err=True)).strip()
            number = int(answer) if answer.isascii() and answer.isdigit() else 0
            if answer == "" or (number and number > len(row["candidates"])):
                if not answer:
                    break
                typer.echo(texts.NO_SUCH_NUMBER, err=True)
                continue
            exercise = row["candidates"][number - 1] if number else answer
            try:
                book.add_alias(row["exercise_logged"], exercise=exercise)
            except ArgumentError as error:
                typer.echo(str(error), err=True)
            else:
                break
    typer.echo(texts.tell_names(_list_rows(book)))
