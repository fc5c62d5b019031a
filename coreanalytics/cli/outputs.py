"""Commands that answer: compare, report, dashboard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from coreanalytics.cli import texts
from coreanalytics.cli.options import Book, Json, Person, as_text, open_book
from coreanalytics.cli.progress import count_progress


def compare(
    person: Person = None,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=104, help=texts.COMPARE_WEEKS)] = 8,
    treatment: Annotated[str, typer.Option("--treatment", help=texts.COMPARE_TREATMENT)] = "core_focused",
    versus: Annotated[str, typer.Option("--versus", help=texts.COMPARE_VERSUS)] = "standard_crunch",
    book: Book = None,
    as_json: Json = False,
) -> None:
    from coreanalytics.days import build_days
    from coreanalytics.effects import compare as compare_programs
    from coreanalytics.effects import describe_phases
    from coreanalytics.effects.one_person import PhaseSummary
    from coreanalytics.effects.results import Effects

    logbook = open_book(book)
    person = as_text(person)
    days = build_days(logbook)
    people = days["person"].unique().to_list()
    told: PhaseSummary | Effects
    if person is not None or len(people) == 1:
        told = describe_phases(days, person or people[0], treatment=treatment, versus=versus)
    else:
        delta = logbook.settings.delta_between
        told = compare_programs(days, treatment, versus=versus, weeks=weeks, delta=delta)
    typer.echo(json.dumps(told.to_dict(), ensure_ascii=False, indent=1) if as_json else str(told))


compare.__doc__ = texts.COMPARE


def report(
    person: Person = None,
    week: Annotated[str | None, typer.Option("--week", metavar="WEEK", help=texts.REPORT_WEEK)] = None,
    everyone: Annotated[bool, typer.Option("--all", help=texts.REPORT_ALL)] = False,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=texts.REPORT_OUT)] = Path("reports"),
    book: Book = None,
) -> None:
    from coreanalytics.errors import ArgumentError
    from coreanalytics.views import weekly_report, weekly_reports

    logbook = open_book(book)
    person = as_text(person)
    if everyone and person is not None:
        raise ArgumentError("--all and --person exclude each other", hint="leave one of them out")
    if everyone:
        with count_progress("Reports") as progress:
            pages = weekly_reports(logbook, out, week=week, progress=progress)
        typer.echo(f"{texts.WRITTEN} {len(pages.reports)} reports; begin with {pages.index}")
        return
    page = weekly_report(logbook, person=person, week=week)
    typer.echo(f"{texts.WRITTEN} {page.save(out)}")


report.__doc__ = texts.REPORT


def dashboard(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=texts.DASHBOARD_OUT)] = Path(
        "reports/dashboard.html"
    ),
    book: Book = None,
) -> None:
    from coreanalytics.views import dashboard as make_dashboard

    typer.echo(f"{texts.WRITTEN} {make_dashboard(open_book(book)).save(out)}")


dashboard.__doc__ = texts.DASHBOARD
