"""Commands that answer: compare, report, dashboard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from coreanalytics.cli import texts
from coreanalytics.cli.options import AsOf, Book, Json, Person, as_text, open_book
from coreanalytics.cli.paragraphs import write_paragraphs
from coreanalytics.cli.progress import count_progress

if TYPE_CHECKING:
    import polars as pl


def compare(
    person: Person = None,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=104, help=texts.COMPARE_WEEKS)] = 8,
    treatment: Annotated[str, typer.Option("--treatment", help=texts.COMPARE_TREATMENT)] = "core_focused",
    versus: Annotated[str, typer.Option("--versus", help=texts.COMPARE_VERSUS)] = "standard_crunch",
    wash_in: Annotated[int, typer.Option("--wash-in", min=0, max=60, help=texts.COMPARE_WASH_IN)] = 3,
    trend: Annotated[bool, typer.Option("--trend", help=texts.COMPARE_TREND)] = False,
    book: Book = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    from coreanalytics.days import build_days

    logbook = open_book(book, as_of)
    who = as_text(person)
    days = build_days(logbook, people=[who] if who in logbook.everybody else None)
    people = days["person"].unique().to_list()
    who = who or (people[0] if len(people) == 1 else None)
    parts = (
        _compare_people(days, treatment, versus, weeks, logbook.settings.delta_between)
        if who is None
        else _compare_one(days, who, treatment, versus, weeks, wash_in, trend, logbook.settings.delta_within)
    )
    if as_json:
        typer.echo(
            json.dumps({name: part.to_dict() for name, part in parts.items()}, ensure_ascii=False, indent=1)
        )
    else:
        write_paragraphs("\n\n".join(str(part) for part in parts.values()))
        write_paragraphs(_tell_checks(days, parts["comparison"]))


compare.__doc__ = texts.COMPARE


def _tell_checks(days: pl.DataFrame, effects: object) -> str:
    """Return the failed checks in a sentence each, and how the others went."""
    from coreanalytics.effects import check
    from coreanalytics.effects import texts as effect_texts
    from coreanalytics.effects.results import Effects

    if not isinstance(effects, Effects) or not any(one.is_answered for one in effects.primary):
        return ""
    found = check(days, effects)
    return "\n" + "\n".join([*effect_texts.tell_failed(found), effect_texts.count_checks(found)])


class _Told(Protocol):
    def to_dict(self) -> dict[str, object]: ...


def _compare_people(
    days: pl.DataFrame, treatment: str, versus: str, weeks: int, delta: float
) -> dict[str, _Told]:
    """Return the comparison of a cohort, and how many responded."""
    from coreanalytics.effects import compare as compare_programs
    from coreanalytics.effects import count_responders

    return {
        "comparison": compare_programs(days, treatment, versus=versus, weeks=weeks, delta=delta),
        "responders": count_responders(days, treatment, versus=versus, weeks=weeks),
    }


def _compare_one(
    days: pl.DataFrame,
    person: str,
    treatment: str,
    versus: str,
    weeks: int,
    wash_in: int,
    trend: bool,
    delta: float,
) -> dict[str, _Told]:
    """Return one person's phases side by side, and the comparison within them."""
    from coreanalytics.effects import compare_within, describe_phases

    return {
        "phases": describe_phases(days, person, treatment, versus=versus, wash_in=wash_in),
        "comparison": compare_within(
            days, person, treatment, versus=versus, weeks=weeks, wash_in=wash_in, trend=trend, delta=delta
        ),
    }


def report(
    person: Person = None,
    week: Annotated[str | None, typer.Option("--week", metavar="WEEK", help=texts.REPORT_WEEK)] = None,
    everyone: Annotated[bool, typer.Option("--all", help=texts.REPORT_ALL)] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help=texts.REPORT_PDF)] = False,
    json_beside: Annotated[bool, typer.Option("--json/--no-json", help=texts.REPORT_JSON)] = True,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, max=64, help=texts.REPORT_JOBS)] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=texts.REPORT_OUT)] = Path("reports"),
    book: Book = None,
    as_of: AsOf = None,
) -> None:
    from coreanalytics.errors import ArgumentError

    person = as_text(person)
    if everyone and person is not None:
        raise ArgumentError("--all and --person exclude each other", hint="leave one of them out")
    logbook = open_book(book, as_of)
    if everyone:
        from coreanalytics.views import weekly_reports

        with count_progress("Reports") as progress:
            made = weekly_reports(
                logbook, out, week=week, progress=progress, json=json_beside, pdf=pdf, jobs=jobs
            )
        typer.echo(texts.tell_reports(made.index, len(made.files), made.made))
        return
    from coreanalytics.views import weekly_report

    page = weekly_report(logbook, person=person, week=week).save(out, json=json_beside, pdf=pdf)
    beside = [kind for kind, wanted in ((".json", json_beside), (".pdf", pdf)) if wanted]
    typer.echo(texts.tell_report(page, [page.with_suffix(kind) for kind in beside]))


report.__doc__ = texts.REPORT


def dashboard(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=texts.DASHBOARD_OUT)] = Path(
        "reports/dashboard.html"
    ),
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=104, help=texts.COMPARE_WEEKS)] = 8,
    book: Book = None,
    as_of: AsOf = None,
) -> None:
    from coreanalytics.views import dashboard as make_dashboard

    typer.echo(f"{texts.WRITTEN} {make_dashboard(open_book(book, as_of), weeks=weeks).save(out)}")


dashboard.__doc__ = texts.DASHBOARD
