"""Commands of daily life: a line of ratings, habits or session answers, and the programs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from coreanalytics.cli import texts
from coreanalytics.cli.options import Book, Json, as_text, open_book

if TYPE_CHECKING:
    import polars as pl

#: Days from which a date may be a slip of the pen: the log then begins there.
LONG_AGO: Final = 60
Date = Annotated[str | None, typer.Option("--date", metavar="DATE", help=texts.LOG_DATE)]
Whose = Annotated[str | None, typer.Option("--person", metavar="NAME", help=texts.LOG_PERSON)]


def log(
    what: Annotated[
        str | None, typer.Argument(metavar="pain|habits|training", help=texts.LOG_WHAT, show_default=False)
    ] = None,
    values: Annotated[list[str] | None, typer.Argument(metavar="KEY=VALUE…", help=texts.LOG_VALUES)] = None,
    timing: Annotated[str | None, typer.Option("--timing", metavar="TIMING", help=texts.LOG_TIMING)] = None,
    date: Date = None,
    time: Annotated[str | None, typer.Option("--time", metavar="HH:MM", help=texts.LOG_TIME)] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=texts.LOG_NOTE)] = None,
    person: Whose = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help=texts.ADD_TIMEZONE)
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help=texts.LOG_UNDO)] = False,
    book: Book = None,
) -> None:
    from coreanalytics.errors import ArgumentError
    from coreanalytics.logbook.quick_entries import pick_words

    if undo and (what or values):
        raise ArgumentError(texts.UNDO_ALONE, where="--undo", hint=texts.HINT_UNDO_ALONE)
    if undo:
        typer.echo(open_book(book).undo_entry(as_text(person)).tell_taken_back())
        return
    if what not in ("pain", "habits", "training"):
        raise ArgumentError(texts.log_nothing(what), where="log", hint=texts.LOG_EXAMPLES)
    told = pick_words([str(as_text(word)) for word in values or ()])
    logbook = open_book(book)
    if what == "pain":
        beside: dict[str, Any] = {"timing": timing, "time": time, "note": as_text(note), "timezone": timezone}
        entry = logbook.log_pain(told, date=date, person=as_text(person), **beside)
    else:
        given = {"--timing": timing, "--time": time, "--note": note, "--timezone": timezone}
        for option, value in given.items():
            if value is not None:
                raise ArgumentError(texts.PAIN_ONLY, where=option, hint=texts.HINT_PAIN_ONLY)
        write = logbook.log_habits if what == "habits" else logbook.log_training
        entry = write(told, date=date, person=as_text(person))
    typer.echo(str(entry))
    back = (datetime.now().date() - datetime.fromisoformat(str(entry.date)).date()).days
    if back > LONG_AGO:
        typer.echo(texts.note(texts.LONG_BACK.format(days=f"{back:,}")))


log.__doc__ = texts.LOG

phases = typer.Typer(help=texts.PHASES, rich_markup_mode=None, invoke_without_command=True)


@phases.callback()
def show(context: typer.Context, person: Whose = None, book: Book = None, as_json: Json = False) -> None:
    context.obj = {"book": book, "person": as_text(person)}
    if context.invoked_subcommand is not None:
        return
    logbook = open_book(book)
    rows = logbook.phases()
    if person is not None:
        rows = rows.filter(person=logbook.find_person(as_text(person)))
    told = _list_rows(rows)
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1) if as_json else texts.tell_phases(told))


@phases.command(help=texts.PHASES_START)
def start(
    context: typer.Context,
    program: Annotated[str, typer.Argument(metavar="PROGRAM", help=texts.PHASES_PROGRAM)],
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help=texts.PHASES_DATE)] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help=texts.PHASES_UNTIL)] = None,
    assigned: Annotated[str | None, typer.Option("--assigned", help=texts.PHASES_ASSIGNED)] = None,
    sessions: Annotated[float | None, typer.Option("--sessions", help=texts.PHASES_SESSIONS)] = None,
    sets: Annotated[float | None, typer.Option("--sets", help=texts.PHASES_SETS)] = None,
    schedule: Annotated[str | None, typer.Option("--schedule", help=texts.PHASES_SCHEDULE)] = None,
    person: Whose = None,
    book: Book = None,
) -> None:
    whose = _pick(context, "person", as_text(person))
    plan: dict[str, Any] = {"assigned": assigned, "sessions": sessions, "sets": sets, "schedule": schedule}
    logbook = open_book(_pick(context, "book", book))
    _tell(logbook.start_phase(program, date=date, until=until, person=whose, **plan))


@phases.command(help=texts.PHASES_END)
def end(
    context: typer.Context,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help=texts.PHASES_LAST)] = None,
    person: Whose = None,
    book: Book = None,
) -> None:
    whose = _pick(context, "person", as_text(person))
    _tell(open_book(_pick(context, "book", book)).end_phase(date=date, person=whose))


@phases.command(help=texts.PHASES_DROP)
def drop(
    context: typer.Context,
    date: Annotated[str, typer.Option("--date", metavar="START", help=texts.PHASES_STARTED)],
    person: Whose = None,
    book: Book = None,
) -> None:
    whose = _pick(context, "person", as_text(person))
    _tell(open_book(_pick(context, "book", book)).drop_phase(date, person=whose))


def _pick(context: typer.Context, what: str, told: Any) -> Any:
    """Return what was told with the subcommand, else with `phases` itself."""
    return told if told is not None else context.obj[what]


def _tell(rows: pl.DataFrame) -> None:
    typer.echo(texts.tell_phases(_list_rows(rows)))
    typer.echo(texts.TAKE_BACK)


def _list_rows(rows: pl.DataFrame) -> list[dict[str, Any]]:
    told = rows.drop("source_file", "source_line").to_dicts()
    return [{k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in row.items()} for row in told]
