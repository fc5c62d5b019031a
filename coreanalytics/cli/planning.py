"""Commands before a study: plan and randomise."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coreanalytics import words
from coreanalytics.cli import texts as shared
from coreanalytics.cli import texts_of_planning as texts
from coreanalytics.cli.options import Book, Json, as_text, open_book
from coreanalytics.cli.paragraphs import write_paragraphs
from coreanalytics.cli.progress import count_progress

if TYPE_CHECKING:
    import polars as pl

    from coreanalytics.effects.planning.schedules import RandomisedSchedule
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

    who = as_text(person)
    days, crowd = read_days(book, who)
    told: dict[str, Any] = {
        "people": _read_numbers("--people", people, int) or crowd,
        "weeks": _read_numbers("--weeks", weeks, int),
        "effect": _read_numbers("--effect", effect, float),
        "reports_per_week": _read_numbers("--reports", reports, float),
    }
    with count_progress("Studies") as progress:
        found = plan_study(
            days, person=who, design=design, wash_in=wash_in, looks=looks, delta=delta,
            replications=replications, seed=seed, jobs=jobs, progress=progress, **told,
        )  # fmt: skip
    if as_json:
        typer.echo(json.dumps(found.to_polars().to_dicts(), ensure_ascii=False, indent=1))
        return
    write_paragraphs(str(found))
    best = found.recommended
    if best is not None:
        has_book = days is not None
        write_paragraphs(
            texts.tell_after_plan(str(best.design), best.weeks, best.people, person=who, has_book=has_book)
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
    sessions: Annotated[float | None, typer.Option("--sessions", help=shared.PHASES_SESSIONS)] = None,
    sets: Annotated[float | None, typer.Option("--sets", help=shared.PHASES_SETS)] = None,
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
    with _stage_calendars({file: drawn.to_ics(name, remind_at=at) for name, file in files.items()}):
        logbook.plan_phases(drawn.to_phases())
    write_paragraphs(str(drawn))
    clock = None if at is None else f"{at:%H:%M}"
    write_paragraphs(
        texts.tell_randomised(logbook.folder, list(files.values()), words.day(drawn.first), drawn.seed, clock)
    )


randomise.__doc__ = texts.RANDOMISE


def read_days(book: Path | None, person: str | None) -> tuple[pl.DataFrame | None, int]:
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
    if told:
        return [logbook.find_person(as_text(name)) for name in told]
    if logbook.settings.person is None and len(logbook.everybody) > 1:
        raise ArgumentError(texts.WHO, where="--person", hint=texts.HINT_EVERYBODY_AND)
    return [logbook.find_person()]


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
        raise ArgumentError(shared.MAP_EXISTS, where=str(there), hint=texts.HINT_CALENDAR_EXISTS)
    return files


@contextmanager
def _stage_calendars(calendars: Mapping[Path, str]) -> Iterator[None]:
    """Write calendars beside where they shall be, and put them there once all else is done; else none."""
    from coreanalytics.errors import ArgumentError
    from coreanalytics.logbook.store import STAGING, make_private_folder

    folder = next(iter(calendars)).parent
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    staged = {file: file.with_name(f"{STAGING}{file.name}") for file in calendars}
    try:
        try:
            make_private_folder(folder)
            for file, text in calendars.items():
                staged[file].unlink(missing_ok=True)
                staged[file].touch(mode=0o600)
                staged[file].write_bytes(text.encode())
        except OSError as problem:
            reason = (problem.strerror or str(problem)).lower()
            raise ArgumentError(reason, where=str(folder), hint=texts.NOTHING_DRAWN) from problem
        yield
    except BaseException:
        with suppress(OSError):
            for left in staged.values():
                left.unlink(missing_ok=True)
            for path in missing:
                path.rmdir()
        raise
    for file, left in staged.items():
        left.rename(file)
