"""The tables of the page on claims and checks, from the results of the calibration."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

_RESULTS: Final = Path(__file__).resolve().parents[2] / "benchmarks" / "calibration" / "results"
#: Studies shown, and what they are called.
_STUDIES: Final = {
    "30 people, 26 weeks, parallel": "30 people, 26 weeks",
    "12 people, 16 weeks, parallel": "12 people, 16 weeks",
    "6 people, 16 weeks, crossing": "6 people, 16 weeks",
    "1 person, 26 weeks, crossing, slow courses": "1 person, 26 weeks",
}
_PARTS: Final = {
    "C1 thigh root next day": ("C1: a worse thigh root the day after five more demanding sets", "points"),
    "C1 thigh root two days later": ("C1: two days after", "points"),
    "C2 routine": ("C2: fewer sets in which the hip flexors give out", "percentage points"),
    "C2 over time": ("C2: fewer and fewer, in four weeks", "percentage points"),
    "C3 thigh root": ("C3: a better day after stretching", "points"),
    "C4 low back": ("C4: a better day after relaxing", "points"),
    "C6 low back": ("C6: less discomfort after 10 % more capacity", "points"),
    "C7 routine": ("C7: the abs felt more", "points"),
    "C7 over time": ("C7: more and more, in four weeks", "points"),
    "C8 after": ("C8: less discomfort after five sets of side support", "points"),
}
#: What each check asks and when it fails; the fear that it finds in the calibration.
_CHECKS: Final = {
    "placebo dates": ("Does a switch that never was show an effect?", "a made-up date gives a difference"),
    "pre trend": ("Did discomfort already go apart before the routines began?", "the trends before differ"),
    "balance": ("Were the groups alike before they began?", "they differ beyond chance"),
    "control site": (
        "Does the control site, which no routine should change, stay the same?",
        "it differs between the routines",
    ),
    "lead exposure": ("Does next week's training go with today's discomfort?", "it does"),
    "regression to the mean": (
        "Did people begin to log on worse days than usual?",
        "the first day is worse than the rest of the run-in",
    ),
    "ordinal": (
        "Does an answer from ranks instead of points say the same?",
        "the two contradict each other",
    ),
    "floor": (
        "Is there room below the scores, or do too many lie at 0?",
        "zeros pile up, or a model that knows the floor gives another answer",
    ),
    "influence": (
        "Does the answer hang on one person or one week?",
        "without one of them it is another answer",
    ),
    "missing by routine": ("Were days rated as often on both routines?", "one was rated less often"),
    "missing after discomfort": (
        "Do people rate as often after a bad day as after a good one?",
        "they do not",
    ),
    "as done": (
        "Does the answer stay the same by what was done instead of what was planned?",
        "it does not",
    ),
    "agreement": ("Do other ways to the same number agree?", "they lie outside the range, or contradict it"),
}
_SIZES: Final = (12, 30)


def fill_tables(markdown: str) -> str:
    """Return a page with its marks replaced by tables and numbers."""
    marks = {
        "<!-- power of claims -->": write_power,
        "<!-- anything -->": write_anything,
        "<!-- table of checks -->": write_checks,
    }
    for mark, write in marks.items():
        if mark in markdown:
            markdown = markdown.replace(mark, write())
    return markdown


def write_power() -> str:
    """Return how often each part of a claim is found, by kind of study."""
    found = pl.read_csv(_RESULTS / "claims.csv").filter(pl.col("effect") != 0)
    heads = ["what is true", "by how much", *(f"{name}: found in %" for name in _STUDIES.values())]
    lines = [" | ".join(heads), "|".join(["---"] * len(heads))]
    for series, (told, unit) in _PARTS.items():
        own = found.filter(series=series)
        sizes = own.filter(pl.col("study").is_in(list(_STUDIES)), measure="truth")["value"].abs()
        power = [_read(own, study, "power") for study in _STUDIES]
        lines.append(" | ".join([told, f"{_span(sizes)} {unit}", *power]))
    return "\n".join(f"| {line} |" for line in lines)


def write_anything() -> str:
    """Return how often anything is called where nothing is true, over all kinds of studies."""
    shares = pl.read_csv(_RESULTS / "claims.csv").filter(series="anything called", measure="error")["value"]
    return f"{shares.min():.0f} to {shares.max():.0f}"


def write_checks() -> str:
    """Return the rows of the table of checks."""
    found = pl.read_csv(_RESULTS / "checks.csv")
    rows = []
    for series, (question, fails) in _CHECKS.items():
        own = found.filter(series=series)
        null = own.filter(pl.col("effect") == 0)
        put_in = own.filter(pl.col("effect") != 0, ~pl.col("study").str.contains("week"))
        cells = [
            " / ".join(_pick(part, size, measure) for size in _SIZES)
            for part, measure in ((null, "error"), (null, "cannot tell"), (put_in, "power"))
        ]
        rows.append(" | ".join([question, fails, *(f"{cell} %" for cell in cells)]))
    return "\n".join(f"| {row} |" for row in rows)


def _pick(rows: pl.DataFrame, people: int, measure: str) -> str:
    own = rows.filter(pl.col("study").str.starts_with(f"{people} people"), measure=measure)
    return f"{own['value'][0]:.0f}" if own.height else "–"


def _read(rows: pl.DataFrame, study: str, measure: str) -> str:
    own = rows.filter(study=study, measure=measure)
    return f"{own['value'][0]:.0f}" if own.height else "–"


def _span(sizes: pl.Series) -> str:
    low, high = float(str(sizes.min())), float(str(sizes.max()))
    digits = 0 if high >= 2 else 2
    told = [f"{low:.{digits}f}", f"{high:.{digits}f}"]
    return told[0] if told[0] == told[1] else " to ".join(told)
