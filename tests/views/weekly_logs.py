"""Small logs for the weekly report, written by hand: tables of a book, one fact at a time."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from coreanalytics.logbook.tables import REJECTED, TABLES

MONDAY = date(2026, 11, 9)  # of 2026-W46
WEEK = "2026-W46"

HOSTILE = (
    '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">',
    "**bold** [link](javascript:window.hacked=1) {{ 7*7 }} {% raw %}",
    "\u202eright to left\u2066 and back",
    "x" * 10_000,
)


def table(name: str, rows: list[dict]) -> pl.DataFrame:
    """A table of a book: what a row does not say is null."""
    schema = TABLES[name]
    full = [{column: row.get(column) for column in schema} for row in rows]
    return pl.DataFrame(full, schema=schema)


def scores(site: str, start: date, values, *, person: str = "ana", **more) -> list[dict]:
    """One rating a day from `start` on; None: no report that day."""
    return [
        {"person": person, "date": start + timedelta(days=i), "site": site, "timing": "day", "intensity": v}
        | more
        for i, v in enumerate(values)
        if v is not None
    ]


def one_set(
    day: date, exercise: str | None, *, person: str = "ana", family: str | None = "article_move", **more
):
    """A working set, in the session of that day."""
    return {
        "person": person, "session": f"plain:{day}", "app": "plain", "date": day, "kind": "working",
        "exercise": exercise, "exercise_logged": exercise, "family": family, "occurrence": 0, "set_index": 0,
    } | more  # fmt: skip


def phase(start: date, program: str, *, end: date | None = None, person: str = "ana", **more) -> dict:
    return {"person": person, "start": start, "end": end, "program": program, "assigned": "self"} | more


def logs(**rows: list[dict]) -> dict[str, pl.DataFrame]:
    """The six tables."""
    return {name: table(name, rows.get(name, [])) for name in TABLES}


def rejected(*rows: dict) -> pl.DataFrame:
    plain = {"table": "pain", "file": "pain.csv", "source_file": "ab12", "rule": "range",
             "sentence": "11 lies outside 0-10."}  # fmt: skip
    full = [{column: (plain | row).get(column) for column in REJECTED} for row in rows]
    return pl.DataFrame(full, schema=REJECTED)


@dataclass(frozen=True)
class Settings:
    primary_timing: str | None = "day"


@dataclass(frozen=True)
class TableBook:
    """Tables and set-aside rows that answer like a book."""

    all_tables: dict[str, pl.DataFrame]
    set_aside: pl.DataFrame = field(default_factory=rejected)
    names: dict[str, list[str]] = field(default_factory=dict)
    settings: Settings = Settings()

    def tables(self) -> dict[str, pl.DataFrame]:
        return self.all_tables

    def rejected(self) -> pl.DataFrame:
        return self.set_aside

    def unmapped(self) -> pl.DataFrame:
        return pl.DataFrame(
            {"exercise_logged": list(self.names), "candidates": list(self.names.values())},
            schema={"exercise_logged": pl.String, "candidates": pl.List(pl.String)},
        )


def full_log(person: str = "ana") -> dict[str, pl.DataFrame]:
    """Two weeks of run-in and four of a program, with everything a report can show."""
    start = MONDAY - timedelta(weeks=5)
    days = [start + timedelta(days=i) for i in range(42)]
    pain = [
        *scores(
            "thigh_root", start, [4, 5, 3, 4, None, 5, 4] * 2 + [3, 2, 3, None, 2, 2, 3] * 4, side="left"
        ),
        *scores("thigh_root", start, [2, 2, 3, 2, None, 2, 2] * 6, side="right"),
        *scores("low_back", start, [3, 3, None, 2, 4, 3, 3] * 6),
        *scores("control", start, [0, 1, 0, 0, None, 0, 0] * 6, red_flag="no"),
    ]
    sets = []
    for i, day in enumerate(d for d in days[14:] if d.weekday() in (0, 2, 4)):
        sets += [
            one_set(day, "ankle_band_crunch", reps=10 + i, gave_out_first=("abs", "hip_flexors")[i % 2]),
            one_set(day, "side_plank", side="left", duration_s=30 + i, abs_felt=6, occurrence=1),
            one_set(day, "side_plank", side="right", duration_s=25 + i, occurrence=1, set_index=1),
            one_set(day, "side_plank", duration_s=20, occurrence=2),
            one_set(day, "suitcase_carry", load_kg=20.0, hands=1, distance_m=40.0, occurrence=3),
            one_set(day, "standing_band_rotation", reps=12.0, band_distance_m=1.5, occurrence=4),
            one_set(day, None, family=None, exercise_logged="Crunch Old #2", occurrence=5),
        ]
    phases = [
        phase(start, "run_in", end=start + timedelta(days=13), planned_sessions=2, planned_sets=8),
        phase(start + timedelta(days=14), "core_focused", planned_sessions=3, planned_sets=18),
    ]
    made = logs(pain=pain, sets=sets, phases=phases, people=[{"person": "ana"}])
    return {name: frame.with_columns(person=pl.lit(person)) for name, frame in made.items()}


def block_log(
    person: str = "ana",
    *,
    blocks: int = 6,
    drop: float = 0.0,
    open_end: bool = False,
    assigned: str = "randomised",
    seed: int = 7,
) -> dict[str, pl.DataFrame]:
    """Two weeks of run-in, then two-week blocks of the two routines in turns; the last ends with `WEEK`."""
    noise = random.Random(seed)
    start = MONDAY + timedelta(days=7) - timedelta(weeks=2 * blocks)
    names = ("core_focused", "standard_crunch")
    phases = [phase(start - timedelta(days=14), "run_in", end=start - timedelta(days=1))]
    for i in range(blocks):
        first = start + timedelta(days=14 * i)
        is_last = open_end and i == blocks - 1
        phases.append(
            phase(first, names[i % 2], end=None if is_last else first + timedelta(days=13), assigned=assigned)
        )
    scored = []
    for site, level in (("thigh_root", 5.0), ("low_back", 4.5), ("control", 1.0)):
        values = [
            max(
                0,
                min(10, round(level + noise.gauss(0, 1) - (drop * (site != "control") if is_core(i) else 0))),
            )
            for i in range(-14, 14 * blocks)
        ]
        scored += scores(
            site, start - timedelta(days=14), values, red_flag="no" if site == "low_back" else None
        )
    made = logs(pain=scored, phases=phases, people=[{"person": "ana"}])
    return {name: frame.with_columns(person=pl.lit(person)) for name, frame in made.items()}


def is_core(day: int) -> bool:
    """Whether a day of `block_log`, counted from the first block, is a core-focused one."""
    return day >= 0 and day // 14 % 2 == 0


def cohort_log(people: int = 8) -> dict[str, pl.DataFrame]:
    """People on one of the two routines each for ten weeks after a run-in, without an end."""
    many = []
    for i in range(people):
        made = block_log(f"p{i}", blocks=5, seed=i)
        first = made["phases"]["start"].sort()[1]
        arm = ("core_focused", "standard_crunch")[i % 2]
        later = logs(phases=[phase(first, arm, person=f"p{i}", assigned="randomised")])["phases"]
        run_in = made["phases"].filter(pl.col("program") == "run_in")
        many.append(made | {"phases": pl.concat([run_in, later])})
    return {name: pl.concat([one[name] for one in many]) for name in TABLES}
