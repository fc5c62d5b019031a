"""Logs of the sizes that are measured: one long Hevy file, and a book of ten thousand people."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

HEVY_HEADER: Final = (
    *("title", "start_time", "end_time", "description", "exercise_title", "superset_id", "exercise_notes"),
    *("set_index", "set_type", "weight_kg", "reps", "distance_km", "duration_seconds", "rpe"),
)
EXERCISES: Final = 500
_MOVES: Final = (
    *("Cable Crunch", "Plank", "Side Plank", "Hanging Leg Raise", "Pallof Press", "Suitcase Carry"),
    *("Squat (Barbell)", "Deadlift (Barbell)", "Bench Press (Dumbbell)", "Lat Pulldown", "Crunch", "Sit Up"),
)
_NOTES: Final = (
    "felt good",
    "slow, then fast, then slow",
    'coach said "brace first", so I did',
    "left hip a bit tight",
    "two\nlines about the back, and a comma",
    "süß – „gut“",
)
_FIRST: Final = datetime(2005, 1, 3, 6, 0)  #: on a wall clock


def write_hevy(path: Path, sets: int, seed: int = 1) -> None:
    """Write a Hevy export of about `sets` sets: 15-25 a session, notes with commas, quotes and lines."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        # as Hevy does: text in quotes, numbers and what is empty without
        stream.write(",".join(f'"{name}"' for name in HEVY_HEADER) + "\n")
        for line in _hevy_lines(random.Random(seed), sets):
            stream.write(line)


def _hevy_lines(rng: random.Random, sets: int) -> Iterator[str]:
    names = [f"{_MOVES[n % len(_MOVES)]} {n // len(_MOVES)}".removesuffix(" 0") for n in range(EXERCISES)]
    start, left = _FIRST, sets
    while left > 0:
        start += timedelta(minutes=rng.randint(150, 260))
        end = start + timedelta(minutes=rng.randint(30, 90))
        title = rng.choice(("Push", "Pull", "Legs // Core", "Upper, heavy"))
        head = f'"{title}","{_tell(start)}","{_tell(end)}",'
        head += '"deload ""week"""' if rng.random() < 0.02 else '""'
        size = min(left, rng.randint(15, 25))
        left -= size
        while size > 0:
            name, block = rng.choice(names), min(size, rng.randint(2, 5))
            size -= block
            note = rng.choice(_NOTES).replace('"', '""') if rng.random() < 0.05 else ""
            held = name.startswith("Plank")
            for place in range(block):
                done = (
                    f",,,{rng.randint(20, 120)}"
                    if held
                    else f"{rng.randint(4, 80) * 2.5:g},{rng.randint(3, 20)},,"
                )
                rpe = rng.choice(("", "", "7", "8", "8.5", "9"))
                kind = "warmup" if place == 0 and rng.random() < 0.3 else "normal"
                yield f'{head},"{name}",,"{note}",{place},"{kind}",{done},{rpe}\n'


def _tell(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y, %H:%M}"


def write_cohort(folder: Path, people: int, per_file: int = 50, weeks: int = 12, seed: int = 2) -> list[Path]:
    """Write diaries and training of many people, `per_file` of them a file; return the files.

    Each person rates three places a day and trains twice a week, eight sets a session.
    """
    rng = random.Random(seed)
    files = []
    for first in range(0, people, per_file):
        names = [f"p{number:05d}" for number in range(first, min(first + per_file, people))]
        pain, sets = folder / f"pain-{first:05d}.csv", folder / f"sets-{first:05d}.csv"
        with pain.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(("person", "date", "low_back", "thigh_root_left", "thigh_root_right"))
            writer.writerows(_diary_rows(rng, names, weeks))
        with sets.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(("person", "date", "exercise", "set_index", "reps", "load_kg", "rpe"))
            writer.writerows(_training_rows(rng, names, weeks))
        files += [pain, sets]
    return files


def _diary_rows(rng: random.Random, names: list[str], weeks: int) -> Iterator[tuple[object, ...]]:
    for name in names:
        start = date(2026, 1, 5) + timedelta(days=rng.randrange(28))
        for day in range(7 * weeks):
            if rng.random() < 0.8:
                yield name, start + timedelta(days=day), *(rng.randint(0, 6) for _ in range(3))


def _training_rows(rng: random.Random, names: list[str], weeks: int) -> Iterator[tuple[object, ...]]:
    for name in names:
        start = date(2026, 1, 5) + timedelta(days=rng.randrange(28))
        moves = rng.sample(_MOVES[:6], 2)
        for day in range(0, 7 * weeks, 3):
            for number in range(8):
                yield (
                    name,
                    start + timedelta(days=day),
                    moves[number // 4],
                    number % 4 + 1,
                    rng.randint(6, 15),
                    20,
                    8,
                )
