"""The command about sessions that several apps logged: sources."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from coreanalytics.cli import texts
from coreanalytics.cli.options import Book, Json, open_book


def sources(
    apps: Annotated[list[str] | None, typer.Argument(metavar="[APP…]", help=texts.SOURCES_APPS)] = None,
    clear: Annotated[bool, typer.Option("--clear", help=texts.SOURCES_CLEAR)] = False,
    book: Book = None,
    as_json: Json = False,
) -> None:
    from coreanalytics.errors import ArgumentError
    from coreanalytics.logbook import texts_of_doubles
    from coreanalytics.logbook.double_sessions import sum_up_doubles

    logbook = open_book(book)
    if apps and clear:
        raise ArgumentError(texts.SOURCES_AND_CLEAR, where="--clear", hint=texts.HINT_SOURCES_AND_CLEAR)
    if apps or clear:
        logbook.choose_sources(*(apps or []))
    rows = logbook.sources().to_dicts()
    if as_json:
        typer.echo(json.dumps({"sources": rows}, ensure_ascii=False, indent=1))
        return
    doubles = sum_up_doubles(logbook.doubles()).to_dicts()
    typer.echo("\n".join([*texts.tell_sources(rows), *texts_of_doubles.tell_doubles(doubles)]))


sources.__doc__ = texts.SOURCES
