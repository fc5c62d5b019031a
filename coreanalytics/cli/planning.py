"""Commands before a study: plan, randomise, preregister."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coreanalytics.cli import texts
from coreanalytics.cli.options import Book, Json, as_text, open_book
from coreanalytics.cli.progress import count_progress

if TYPE_CHECKING:
    import polars as pl

    from coreanalytics.effects.planning.schedules import RandomisedSchedule
    from coreanalytics.effects.results import Effects
    from coreanalytics.logbook.book import Logbook

Whose = Annotated[str | None, typer.Option("--person", metavar="NAME", help=texts.PLAN_PERSON)]
Numbers = str | None


def plan(
    person: Whose = None,
    design: Annotated[str | None, typer.Option("--design", metavar="NAME", help=texts.PLAN_DESIGN)] = None,
    effect: Annotated[Numbers, typer.Option("--effect", metavar="POINTS", help=texts.PLAN_EFFECT)] = None,
    people: Annotated[Numbers, typer.Option("--people", metavar="N[,N…]", help=texts.PLAN_PEOPLE)] = None,
    weeks: Annotated[Numbers, typer.Option("--weeks", metavar="N[,N…]", help=texts.PLAN_WEEKS)] = None,
    reports: Annotated[str, typer.Option("--reports", metavar="N[,N…]", help=texts.PLAN_REPORTS)] = "6",
    wash_in: Annotated[int, typer.Option("--wash-in", min=0, max=13, help=texts.PLAN_WASH_IN)] = 3,
    looks: Annotated[str, typer.Option("--looks", metavar="WHEN", help=texts.PLAN_LOOKS)] = "both",
    delta: Annotated[float | None, typer.Option("--delta", metavar="POINTS", help=texts.PLAN_DELTA)] = None,
    replications: Annotated[
        int | None, typer.Option("--replications", min=20, help=texts.PLAN_REPLICATIONS)
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help=texts.PLAN_SEED)] = 1,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help=texts.PLAN_JOBS)] = None,
    book: Book = None,
    as_json: Json = False,
) -> None:
    from coreanalytics.effects.planning import plan_study

    days, crowd = _read_days(book, as_text(person))
    told: dict[str, Any] = {
        "people": _read_numbers("--people", people, int) or crowd,
        "weeks": _read_numbers("--weeks", weeks, int),
        "effect": _read_numbers("--effect", effect, float),
        "reports_per_week": _read_numbers("--reports", reports, float),
    }
    with count_progress("Studies") as progress:
        found = plan_study(
            days, person=as_text(person), design=design, wash_in=wash_in, looks=looks, delta=delta,
            replications=replications, seed=seed, jobs=jobs, progress=progress, **told,
        )  # fmt: skip
    typer.echo(
        json.dumps(found.to_polars().to_dicts(), ensure_ascii=False, indent=1) if as_json else str(found)
    )


plan.__doc__ = texts.PLAN


def randomise(
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help=texts.RANDOMISE_START)] = None,
    design: Annotated[str, typer.Option("--design", metavar="NAME", help=texts.RANDOMISE_DESIGN)] = "pairs",
    blocks: Annotated[int, typer.Option("--blocks", min=2, help=texts.RANDOMISE_BLOCKS)] = 6,
    block_days: Annotated[int, typer.Option("--block-days", min=7, help=texts.RANDOMISE_BLOCK_DAYS)] = 14,
    run_in: Annotated[int, typer.Option("--run-in", min=0, help=texts.RANDOMISE_RUN_IN)] = 0,
    person: Annotated[
        list[str] | None, typer.Option("--person", metavar="NAME", help=texts.RANDOMISE_PERSON)
    ] = None,
    everybody: Annotated[bool, typer.Option("--everybody", help=texts.RANDOMISE_EVERYBODY)] = False,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help=texts.RANDOMISE_SEED)] = None,
    sessions: Annotated[float | None, typer.Option("--sessions", help=texts.PHASES_SESSIONS)] = None,
    sets: Annotated[float | None, typer.Option("--sets", help=texts.PHASES_SETS)] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=texts.RANDOMISE_OUT)] = Path(),
    remind: Annotated[str, typer.Option("--remind", metavar="HH:MM", help=texts.RANDOMISE_REMIND)] = "20:00",
    book: Book = None,
) -> None:
    from coreanalytics.effects.planning import randomise as draw

    logbook = open_book(book)
    today = dt.date.today()
    first = _read_start(start, today)
    at = _read_clock(remind)
    drawn = draw(
        _find_people(logbook, person, everybody), design=design, start=first, blocks=blocks,
        block_days=block_days, run_in=run_in, seed=seed, sessions=sessions, sets=sets,
    )  # fmt: skip
    files = _name_calendars(drawn, out)
    logbook.plan_phases(drawn.to_phases())
    for name, file in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(drawn.to_ics(name, remind_at=at).encode())
    typer.echo(str(drawn))
    typer.echo(texts.tell_randomised(logbook.folder, list(files.values())))


randomise.__doc__ = texts.RANDOMISE


def preregister(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=texts.PREREGISTER_OUT)] = Path(
        "preregistration.md"
    ),
    check: Annotated[
        Path | None, typer.Option("--check", metavar="FILE", help=texts.PREREGISTER_CHECK)
    ] = None,
    checklist: Annotated[
        Path | None, typer.Option("--checklist", metavar="FILE", help=texts.PREREGISTER_CHECKLIST)
    ] = None,
    person: Whose = None,
    question: Annotated[
        str | None, typer.Option("--question", metavar="TEXT", help=texts.PREREGISTER_QUESTION)
    ] = None,
    looks: Annotated[str, typer.Option("--looks", metavar="WHEN", help=texts.PREREGISTER_LOOKS)] = "end",
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", metavar="RULE", help=texts.PREREGISTER_EXCLUDE)
    ] = None,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=104, help=texts.COMPARE_WEEKS)] = 8,
    wash_in: Annotated[int, typer.Option("--wash-in", min=0, max=13, help=texts.PLAN_WASH_IN)] = 3,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help=texts.PREREGISTER_SEED)] = None,
    power: Annotated[bool, typer.Option("--power/--no-power", help=texts.PREREGISTER_POWER)] = True,
    book: Book = None,
) -> None:
    from coreanalytics.effects.planning import preregister as record

    logbook = open_book(book)
    who = as_text(person)
    if check is not None:
        _tell_deviations(logbook, check, checklist)
        return
    if checklist is not None:
        from coreanalytics.errors import ArgumentError

        raise ArgumentError(texts.NO_CHECK, where="--checklist", hint=texts.HINT_NO_CHECK)
    schedule = _read_schedule(logbook, who, wash_in, seed)
    settings = logbook.settings
    delta = settings.delta_within if len(schedule.people) == 1 else settings.delta_between
    expected = _expect(logbook, schedule, delta) if power and len(schedule.people) == 1 else None
    made = record(
        schedule, expected, question=as_text(question), delta=delta, weeks=weeks, looks=looks,
        exclusions=[as_text(rule) or "" for rule in exclude or ()],
    )  # fmt: skip
    typer.echo(texts.tell_preregistered(made.save(out), made.seal))


preregister.__doc__ = texts.PREREGISTER


def _read_days(book: Path | None, person: str | None) -> tuple[pl.DataFrame | None, int]:
    """Return the person-days of a book and how many people to plan for; without a book none, and one."""
    from coreanalytics.errors import BookError

    try:
        logbook = open_book(book)
    except BookError:
        if book is not None or person is not None:
            raise
        return None, 1
    from coreanalytics.days import build_days

    if not logbook.everybody:
        return None, 1
    days = build_days(logbook, people=[logbook.find_person(person)] if person else None)
    people = days["person"].n_unique()
    return (days if people else None), max(people, 1)


def _read_numbers(option: str, told: str | None, kind: type[int] | type[float]) -> tuple[Any, ...] | None:
    from coreanalytics.errors import ArgumentError

    if told is None:
        return None
    try:
        return tuple(kind(part.strip().replace("\u2212", "-")) for part in told.split(","))
    except ValueError:
        raise ArgumentError(texts.not_numbers(told), where=option, hint=texts.HINT_NUMBERS) from None


def _read_start(told: str | None, today: dt.date) -> dt.date:
    """Return the first day: next Monday, or as told; never a day that is over."""
    from coreanalytics.errors import ArgumentError
    from coreanalytics.logbook.moments import find_day

    if told is None:
        return today + dt.timedelta(days=7 - today.weekday())
    first = find_day(told, dt.datetime.now().astimezone())
    if first < today:
        raise ArgumentError(texts.too_late(first), where="--start", hint=texts.HINT_TOO_LATE)
    return first


def _read_clock(told: str) -> dt.time | None:
    from coreanalytics.errors import ArgumentError

    if told == "none":
        return None
    try:
        return dt.time.fromisoformat(told).replace(tzinfo=None)
    except ValueError:
        raise ArgumentError(texts.not_clock(told), where="--remind", hint=texts.HINT_CLOCK) from None


def _find_people(logbook: Logbook, told: list[str] | None, everybody: bool) -> list[str]:
    from coreanalytics.errors import ArgumentError

    if everybody and told:
        raise ArgumentError(texts.EVERYBODY_AND, where="--everybody", hint=texts.HINT_EVERYBODY_AND)
    if everybody:
        return list(logbook.everybody)
    return [logbook.find_person(as_text(name)) for name in told] if told else [logbook.find_person()]


def _name_calendars(drawn: RandomisedSchedule, folder: Path) -> dict[str, Path]:
    """Return a file a person; none of them may be there already, so that nothing is half done."""
    from coreanalytics.errors import ArgumentError

    files = {}
    for place, name in enumerate(drawn.people, start=1):
        plain = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in name)[:40].strip("-")
        alone = len(drawn.people) == 1
        files[name] = folder / ("schedule.ics" if alone else f"schedule-{place:02d}-{plain or 'person'}.ics")
    there = next((file for file in files.values() if file.exists()), None)
    if there is not None:
        raise ArgumentError(texts.MAP_EXISTS, where=str(there), hint=texts.HINT_CALENDAR_EXISTS)
    return files


def _read_schedule(
    logbook: Logbook, person: str | None, wash_in: int, seed: int | None
) -> RandomisedSchedule:
    from coreanalytics.effects.planning import read_schedule

    phases = logbook.phases()
    if person is not None:
        phases = phases.filter(person=logbook.find_person(person))
    return read_schedule(phases, since=dt.date.today(), wash_in=wash_in, seed=seed)


def _expect(logbook: Logbook, schedule: RandomisedSchedule, delta: float) -> Any:
    """Return what one person's study can be expected to show, or None where no plan fits it."""
    from coreanalytics.effects.planning import plan_study
    from coreanalytics.errors import ArgumentError

    days, _ = _read_days(logbook.folder, schedule.people[0])
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


def _tell_deviations(logbook: Logbook, file: Path, checklist: Path | None) -> None:
    from coreanalytics.effects.planning import find_deviations, read_preregistration

    if not file.exists():
        from coreanalytics.errors import ArgumentError

        raise ArgumentError(texts.NOT_THERE, where=str(file), hint=texts.HINT_NOT_THERE)
    made = read_preregistration(file)
    said = find_deviations(made, logbook, _compare(logbook, made.study))
    typer.echo(texts.tell_deviations(made.to_sentence(), said))
    if checklist is None:
        return
    from coreanalytics.errors import ArgumentError
    from coreanalytics.views import weekly_report
    from coreanalytics.views.checklists import fill_checklist

    if checklist.exists():
        raise ArgumentError(texts.MAP_EXISTS, where=str(checklist), hint=texts.HINT_MAP_EXISTS)
    items = weekly_report(logbook, made.study.people[0] if made.study.people else None).facts.items
    checklist.touch(mode=0o600)
    checklist.write_text(fill_checklist(items, made, said).to_markdown(), encoding="utf-8")
    typer.echo(f"{texts.WRITTEN} {checklist}")


def _compare(logbook: Logbook, study: Any) -> Effects | None:
    """Return the effects of the planned comparison, or None where there are none yet."""
    from coreanalytics.days import build_days
    from coreanalytics.effects import compare, compare_within
    from coreanalytics.errors import CoreAnalyticsError

    settings = logbook.settings
    arms: dict[str, Any] = {"versus": study.control, "weeks": study.weeks}
    try:
        days = build_days(logbook, people=list(study.people) or None)
        if len(study.people) == 1:
            return compare_within(days, study.people[0], study.treatment, delta=settings.delta_within, **arms)
        return compare(days, study.treatment, delta=settings.delta_between, **arms)
    except CoreAnalyticsError:
        return None
