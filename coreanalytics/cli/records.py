"""Command that puts a plan on record, and holds it against what came: preregister."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coreanalytics import words
from coreanalytics.cli import texts as shared
from coreanalytics.cli import texts_of_planning as texts
from coreanalytics.cli.options import Book, as_text, open_book
from coreanalytics.cli.paragraphs import write_paragraphs
from coreanalytics.cli.planning import read_days
from coreanalytics.cli.progress import count_progress

if TYPE_CHECKING:
    from coreanalytics.effects.planning.preregistration import Preregistration
    from coreanalytics.effects.planning.results import StudyPlan
    from coreanalytics.effects.planning.schedules import RandomisedSchedule
    from coreanalytics.logbook.book import Logbook


def preregister(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=texts.PREREGISTER_OUT)] = Path(
        "preregistration.md"
    ),
    person: Annotated[
        str | None, typer.Option("--person", metavar="NAME", help=texts.PREREGISTER_PERSON)
    ] = None,
    question: Annotated[
        str | None, typer.Option("--question", metavar="TEXT", help=texts.PREREGISTER_QUESTION)
    ] = None,
    looks: Annotated[str, typer.Option("--looks", metavar="WHEN", help=texts.PREREGISTER_LOOKS)] = "end",
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", metavar="RULE", help=texts.PREREGISTER_EXCLUDE)
    ] = None,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=104, help=shared.COMPARE_WEEKS)] = 8,
    wash_in: Annotated[int, typer.Option("--wash-in", min=0, max=13, help=texts.PLAN_WASH_IN)] = 3,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help=texts.PREREGISTER_SEED)] = None,
    power: Annotated[bool, typer.Option("--power/--no-power", help=texts.PREREGISTER_POWER)] = True,
    check: Annotated[
        Path | None, typer.Option("--check", metavar="FILE", help=texts.PREREGISTER_CHECK)
    ] = None,
    checklist: Annotated[
        Path | None, typer.Option("--checklist", metavar="FILE", help=texts.PREREGISTER_CHECKLIST)
    ] = None,
    book: Book = None,
) -> None:
    from coreanalytics.effects.planning import preregister as record

    logbook = open_book(book)
    who = None if person is None else logbook.find_person(as_text(person))
    if check is not None or checklist is not None:
        _hold_against(logbook, who, check, checklist)
        return
    _refuse_existing(out, texts.HINT_PLAN_EXISTS)
    schedule = _read_schedule(logbook, who, wash_in, seed)
    _refuse_second(logbook, schedule)
    settings = logbook.settings
    delta = settings.delta_within if len(schedule.people) == 1 else settings.delta_between
    expected = _expect(logbook, schedule, delta) if power and len(schedule.people) == 1 else None
    made = record(
        schedule, expected, question=as_text(question), delta=delta, weeks=weeks, looks=looks,
        exclusions=[as_text(rule) or "" for rule in exclude or ()],
    )  # fmt: skip
    file = made.save(out)
    try:
        number = logbook.keep_plan(made.text)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    write_paragraphs(texts.tell_preregistered(file, made.seal, number, words.day(schedule.first)))


preregister.__doc__ = texts.PREREGISTER


def _refuse_existing(file: Path, hint: str) -> None:
    from coreanalytics.errors import ArgumentError

    if file.exists():
        raise ArgumentError(shared.MAP_EXISTS, where=str(file), hint=hint)


def _refuse_second(logbook: Logbook, schedule: RandomisedSchedule) -> None:
    """Refuse to put a study on record beside another of the same people that is not over."""
    from coreanalytics.effects.planning.preregistration import parse_preregistration
    from coreanalytics.errors import ArgumentError, DataError

    for kept in logbook.plans():
        if kept.withdrawn_on is not None or not set(kept.people) & set(schedule.people):
            continue
        try:
            end = parse_preregistration(kept.text).study.end
        except DataError:
            continue
        if end is not None and end >= schedule.first:
            raise ArgumentError(
                texts.plan_there(words.day(end), kept.number), hint=texts.hint_plan_there(kept.number)
            )


def _read_schedule(
    logbook: Logbook, person: str | None, wash_in: int, seed: int | None
) -> RandomisedSchedule:
    from coreanalytics.effects.planning import read_schedule

    phases = logbook.phases()
    if person is not None:
        phases = phases.filter(person=person)
    return read_schedule(phases, since=dt.date.today(), wash_in=wash_in, seed=seed)


def _expect(logbook: Logbook, schedule: RandomisedSchedule, delta: float) -> StudyPlan | None:
    """Return what one person's study can be expected to show, or None where no plan fits it."""
    from coreanalytics.effects.planning import plan_study
    from coreanalytics.errors import ArgumentError

    days, _ = read_days(logbook.folder, schedule.people[0])
    weeks = ((schedule.last - schedule.first).days + 1) // 7
    design = {"pairs": "blocks", "blocks": "blocks"}.get(schedule.design, "start")
    try:
        with count_progress("Studies") as progress:
            return plan_study(
                days,
                design=design,
                weeks=weeks,
                delta=delta,
                wash_in=schedule.wash_in,
                looks="end",
                progress=progress,
            )
    except ArgumentError:
        return None


def _hold_against(logbook: Logbook, person: str | None, check: Path | None, checklist: Path | None) -> None:
    """Say what differs from a plan on record, and fill the checklists if they are asked for."""
    from coreanalytics.effects.planning import compare_as_planned, find_deviations
    from coreanalytics.errors import CoreAnalyticsError

    if checklist is not None:
        _refuse_existing(checklist, shared.HINT_MAP_EXISTS)
    made, kept_seal = _open_plan(logbook, person, check)
    from coreanalytics.days import build_days

    study = made.study
    days = build_days(logbook, people=list(study.people) or None)
    last = days["date"].max()
    is_over = isinstance(last, dt.date) and study.end is not None and last >= study.end
    effects = None
    if is_over:  # before, this would be a look
        with suppress(CoreAnalyticsError):
            effects = compare_as_planned(days, study)
    said = find_deviations(
        made, logbook, effects, looked_on=study.end if is_over else None, since=study.begin
    )
    if kept_seal and kept_seal != made.seal:
        said = (texts.OTHER_FILE, *said)
    write_paragraphs(texts.tell_deviations(made.to_sentence(), said, study.begin, is_over))
    if checklist is not None:
        _write_checklist(logbook, made, said, checklist)


def _open_plan(logbook: Logbook, person: str | None, check: Path | None) -> tuple[Preregistration, str]:
    """Return the plan in a file, else the one that the book keeps, and the seal of the latter."""
    from coreanalytics.effects.planning.adherence import find_plan
    from coreanalytics.effects.planning.preregistration import parse_preregistration, read_preregistration
    from coreanalytics.errors import ArgumentError

    plans = [plan for plan in logbook.plans() if plan.withdrawn_on is None]
    kept = find_plan(plans, person) or (plans[-1] if plans and person is None else None)
    if check is None:
        if kept is None:
            raise ArgumentError(texts.NO_PLAN, where=str(logbook.folder), hint=texts.HINT_NO_PLAN)
        return parse_preregistration(kept.text, str(logbook.folder)), kept.seal
    if not check.exists():
        raise ArgumentError(texts.NOT_THERE, where=str(check), hint=texts.HINT_NOT_THERE)
    return read_preregistration(check), kept.seal if kept is not None else ""


def _write_checklist(logbook: Logbook, made: Preregistration, said: tuple[str, ...], checklist: Path) -> None:
    from coreanalytics.logbook.store import write_private
    from coreanalytics.views import weekly_report
    from coreanalytics.views.checklists import fill_checklist

    items = weekly_report(logbook, made.study.people[0] if made.study.people else None).facts.items
    write_private(checklist, fill_checklist(items, made, said).to_markdown().encode())
    typer.echo(f"{shared.WRITTEN} {checklist}")
