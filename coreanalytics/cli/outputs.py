"""Commands that answer: compare, report, dashboard."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from coreanalytics import words
from coreanalytics.cli import texts
from coreanalytics.cli import texts_of_planning as plan_texts
from coreanalytics.cli.options import AsOf, Book, Json, Person, as_text, open_book
from coreanalytics.cli.paragraphs import write_paragraphs
from coreanalytics.cli.progress import count_progress

if TYPE_CHECKING:
    import polars as pl

    from coreanalytics.effects.planning.adherence import Adherence
    from coreanalytics.logbook.book import Logbook


def compare(
    person: Person = None,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=104, help=texts.COMPARE_WEEKS)] = 8,
    treatment: Annotated[str, typer.Option("--treatment", help=texts.COMPARE_TREATMENT)] = "core_focused",
    versus: Annotated[str, typer.Option("--versus", help=texts.COMPARE_VERSUS)] = "standard_crunch",
    wash_in: Annotated[int, typer.Option("--wash-in", min=0, max=60, help=texts.COMPARE_WASH_IN)] = 3,
    trend: Annotated[bool, typer.Option("--trend", help=texts.COMPARE_TREND)] = False,
    planned: Annotated[bool, typer.Option("--planned", help=plan_texts.COMPARE_PLANNED)] = False,
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
    plan: Adherence | None
    if planned:
        parts, plan = _compare_planned(days, who, logbook)
    else:
        parts = (
            _compare_people(days, treatment, versus, weeks, logbook.settings.delta_between)
            if who is None
            else _compare_one(
                days, who, treatment, versus, weeks, wash_in, trend, logbook.settings.delta_within
            )
        )
        plan = _hold(days, who, logbook, parts["comparison"], None if who is None else wash_in)
    if as_json:
        told = {name: part.to_dict() for name, part in parts.items()}
        told |= {} if plan is None else {"plan": plan.to_dict()}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        write_paragraphs("\n\n".join(str(part) for part in parts.values()))
        if plan is not None:
            write_paragraphs(f"\n{plan}")
        write_paragraphs(_tell_checks(days, parts["comparison"]))


compare.__doc__ = texts.COMPARE


def _hold(
    days: pl.DataFrame,
    person: str | None,
    logbook: Logbook,
    effects: object,
    wash_in: int | None,
    since: dt.date | None = None,
) -> Adherence | None:
    """Hold a comparison against the plan on record, if the book keeps one about it."""
    from coreanalytics.effects.planning import hold_against
    from coreanalytics.effects.results import Effects

    plans = logbook.plans()
    if not plans:
        return None
    last = days["date"].max()
    return hold_against(
        plans,
        person,
        last if isinstance(last, dt.date) else None,
        phases=logbook.phases(),
        effects=effects if isinstance(effects, Effects) else None,
        wash_in=wash_in,
        since=since,
    )


def _compare_planned(
    days: pl.DataFrame, person: str | None, logbook: Logbook
) -> tuple[dict[str, _Told], Adherence | None]:
    """Return the comparison that the plan on record asks for, and what differs from it all the same."""
    from coreanalytics.effects.planning import compare_as_planned
    from coreanalytics.effects.planning.adherence import find_plan
    from coreanalytics.effects.planning.preregistration import parse_preregistration
    from coreanalytics.errors import ArgumentError, DataError

    plans = [plan for plan in logbook.plans() if plan.withdrawn_on is None]
    kept = find_plan(plans, person)
    if kept is None:
        raise ArgumentError(plan_texts.NO_PLAN, where=str(logbook.folder), hint=plan_texts.HINT_NO_PLAN)
    study = parse_preregistration(kept.text, str(logbook.folder)).study
    last = days["date"].max()
    if study.begin is not None and (not isinstance(last, dt.date) or last < study.begin):
        raise DataError(
            plan_texts.not_begun(words.day(study.begin)), where="days", hint=plan_texts.HINT_NOT_BEGUN
        )
    found = compare_as_planned(days, study)
    return {"comparison": found}, _hold(days, person, logbook, found, study.wash_in, study.begin)


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
