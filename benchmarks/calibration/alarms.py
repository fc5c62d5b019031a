"""Whether a short run is still what the long one was: tests that chance fails less than once in a thousand.

A short run (hundreds of replications a cell) cannot tell 5 % from 6 %, so its bounds are not those of
`targets`. It asks two questions of every topic: could this cell's errors have come from a process that errs
no more often than it may; and could all cells of one kind together? The second is what sees a small break
everywhere, such as a normal quantile in place of Student's. A cell's question is a binomial tail; that of
many cells a normal one over replications, since some topics use the same noise in several cells. An alarm is
a tail below `CHANCE` over the number of questions (Bonferroni).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import polars as pl

CHANCE: Final = 0.001
ALLOWED: Final = {
    "cohorts": 5.0,
    "unequal": 8.5,
    "one_person": 7.5,
    "weekly": 2.5,
    "responders": 6.5,
    "claims": 6.0,
    "checks": 6.0,
}
POOLED: Final = {
    "cohorts": 5.5,
    "unequal": 7.5,
    "one_person": 6.5,
    "weekly": 2.5,
    "responders": 6.5,
    "claims": 5.5,
    "checks": 5.5,
}
LEAST: Final = 2.0  #: % that a fixed interval must err at least, all cells together: it is not for nothing


@dataclass(frozen=True)
class Question:
    """Errors of `n` intervals, and how often they may err.

    Attributes
    ----------
    where
        Which cells.
    errors, n
        Intervals that left out the truth, of how many.
    most
        % that may.
    least
        % that must, at least; 0: none.
    se
        Error of the share in %, where replications of several cells hang together; NaN: one cell.
    """

    where: str
    errors: int
    n: int
    most: float
    least: float = 0.0
    se: float = math.nan

    @property
    def share(self) -> float:
        """Errors in %."""
        return 100 * self.errors / self.n

    @property
    def chance(self) -> float:
        """Probability of a result at least as far off, if the process were just within bounds."""
        from scipy.stats import binom, norm

        if math.isnan(self.se):
            return float(binom.sf(self.errors - 1, self.n, self.most / 100))
        above = float(norm.sf(self._count_errors(self.most)))
        return min(above, float(norm.cdf(self._count_errors(self.least)))) if self.least else above

    def _count_errors(self, bound: float) -> float:
        """Return how many Monte-Carlo errors the share lies above a bound."""
        return (self.share - bound) / max(self.se, 100 * math.sqrt(bound / 100 * (1 - bound / 100) / self.n))

    def __str__(self) -> str:
        return f"{self.where}: {self.share:.1f} % of {self.n} err, allowed {self.least:g} to {self.most:g} %"


def find_kind(topic: str, study: str) -> str:
    """Return the key of `ALLOWED` of a kind of study."""
    if topic.startswith("weekly"):
        return "weekly"
    return "unequal" if topic == "cohorts" and "twice the slope SD" in study else topic


def list_questions(rows: pl.DataFrame) -> list[Question]:
    """Return every question that rows answer.

    Parameters
    ----------
    rows
        One row per replication and series: topic, study, cell, series, seed, wrong (whether the
        interval, or the first verdict, left out the truth); see `mark_wrong`.
    """
    questions = []
    kinded = rows.with_columns(
        kind=pl.struct("topic", "study").map_elements(
            lambda key: find_kind(key["topic"], key["study"]), return_dtype=pl.String
        )
    )
    for (kind, cell, series), part in kinded.group_by("kind", "cell", "series", maintain_order=True):
        name = f"{cell}, {series}" if series else str(cell)
        questions.append(Question(name, int(part["wrong"].sum()), part.height, ALLOWED[str(kind)]))
    for (kind, series), part in kinded.group_by("kind", "series", maintain_order=True):
        least = 0.0 if kind in ("weekly", "claims", "checks") else LEAST
        name = f"all of {kind}, {series}" if series else f"all of {kind}"
        clusters = part.group_by("seed").agg(pl.col("wrong").sum(), pl.len().alias("n"))
        errors, n = int(part["wrong"].sum()), part.height
        left = (clusters["wrong"] - errors / n * clusters["n"]).to_numpy()
        se = 100 * math.sqrt(float(left @ left)) / n
        questions.append(Question(name, errors, n, POOLED[str(kind)], least, se))
    return questions


def sound_alarms(rows: pl.DataFrame) -> list[str]:
    """Return what can no longer be chance, in words; nothing if all is well."""
    questions = list_questions(rows)
    return [str(question) for question in questions if question.chance < CHANCE / len(questions)]


def mark_wrong(rows: pl.DataFrame, topic: str, study: str, cell: str) -> pl.DataFrame:
    """Return the rows of one cell as `list_questions` wants them, without refusals and what stands beside."""
    if "series" not in rows.columns:
        rows = rows.with_columns(series=pl.lit(""))
    if "false_verdict" in rows.columns:
        wrong = pl.col("false_verdict")
    else:
        rows = rows.filter(~pl.col("refused").fill_null(False))
        wrong = (pl.col("low") > pl.col("truth")) | (pl.col("high") < pl.col("truth"))
    return rows.filter(~pl.col("series").str.contains("beside")).select(
        pl.lit(topic).alias("topic"),
        pl.lit(study).alias("study"),
        pl.lit(cell).alias("cell"),
        "series",
        pl.col("seed").cast(pl.Int64),
        wrong.alias("wrong"),
    )
