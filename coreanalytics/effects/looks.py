"""Weekly looks: what each one saw, and the verdict that the row of them leaves standing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from coreanalytics.effects.questions import Question
from coreanalytics.effects.results import Interval
from coreanalytics.effects.running import SHARPER, RunningVerdict
from coreanalytics.effects.sequential import LOOKS
from coreanalytics.effects.verdicts import Verdict, judge

if TYPE_CHECKING:
    import polars as pl

Path = tuple[tuple[int, Verdict], ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One look.

    Attributes
    ----------
    look
        Its number, the week after which it is taken.
    date
        Last day of that week, the last one that it reads.
    horizon
        Weeks after time zero that it speaks of; None for one person.
    estimate, low, high, df
        Difference with its running interval; None where refused.
    boundary
        Half-width of the interval on the scale of the normal; None where refused.
    n_treatment, n_control
        Reported days per program (one person) or people per arm (cohort).
    refused
        Why it has no answer; None if it has one.
    """

    look: int
    date: dt.date
    horizon: float | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    df: float | None = None
    boundary: float | None = None
    n_treatment: int = 0
    n_control: int = 0
    refused: str | None = None

    def interval(self, level: float) -> Interval | None:
        """Return the running interval, None where refused."""
        if self.low is None or self.high is None:
            return None
        return Interval(self.low, self.high, level)

    def judge(self, delta: float) -> Verdict:
        """Return what this look's interval alone says."""
        if self.low is None or self.high is None:
            return Verdict.REFUSED
        return judge(self.low, self.high, delta)


def date_look(origin: dt.date, look: int) -> dt.date:
    """Return the last day of week `look`, weeks counted from `origin` on.

    Examples
    --------
    >>> date_look(dt.date(2026, 1, 5), 1)
    datetime.date(2026, 1, 11)
    """
    return origin + dt.timedelta(days=7 * look - 1)


def count_looks(origin: dt.date, until: dt.date, planned: int) -> int:
    """Return how many looks are due by the end of `until`, `planned` at most.

    Examples
    --------
    >>> start = dt.date(2026, 1, 5)
    >>> [count_looks(start, start + dt.timedelta(days), 26) for days in (-3, 5, 6, 900)]
    [0, 0, 1, 26]
    """
    return min(max(((until - origin).days + 1) // 7, 0), planned)


def follow_path(looks: Sequence[Look], delta: float, horizon: float | None = None) -> Path:
    """Return the first verdict and its sharpening, each with its week.

    All intervals of the looks hold the truth together (that is what the boundaries are made for), so the
    first verdict stands whatever later intervals alone would say. A direction may become *by an amount
    that matters*, which is the same statement made sharper. Before the horizon, *no difference that
    matters* is not concluded: what has not grown yet may still grow.

    Parameters
    ----------
    looks
        In order of their numbers.
    delta
        Smallest difference that matters.
    horizon
        Weeks at which a cohort's difference is read in the end; None for one person.
    """
    path: list[tuple[int, Verdict]] = []
    for look in looks:
        verdict = look.judge(delta)
        if not path:
            is_early = verdict is Verdict.NO_DIFFERENCE and horizon is not None and look.look < horizon
            if verdict not in (Verdict.CANT_TELL, Verdict.REFUSED) and not is_early:
                path.append((look.look, verdict))
        elif SHARPER.get(path[-1][1]) is verdict:
            path.append((look.look, verdict))
    return tuple(path)


def list_looks(looks: Sequence[Look], delta: float) -> pl.DataFrame:
    """Return the looks as a frame, one row each (see `RunningVerdict.looks`)."""
    import polars as pl

    real, whole = pl.Float64(), pl.Int64()
    schema = {
        "look": whole,
        "date": pl.Date(),
        "horizon": real,
        "estimate": real,
        "low": real,
        "high": real,
        "df": real,
        "boundary": real,
        "n_treatment": whole,
        "n_control": whole,
        "verdict": pl.String(),
        "refused": pl.String(),
    }
    rows = [asdict(look) | {"verdict": look.judge(delta).value} for look in looks]
    return pl.DataFrame(rows, schema=schema)


def conclude(
    outcome: str,
    question: Question,
    looks: Sequence[Look],
    *,
    origin: dt.date,
    due: int,
    first_look: int,
    alpha: float,
    waiting: str,
    planned: int = LOOKS,
    person: str | None = None,
    horizon: float | None = None,
    settling: str = "",
    randomised: bool = False,
) -> RunningVerdict:
    """Return the running verdict of one outcome.

    Parameters
    ----------
    outcome, question
        Which, and what was asked.
    looks
        Those that were due, from `first_look` on.
    origin, due, first_look, alpha
        First day of week 1, number of the last look that was due, first that may give a verdict, error.
    waiting
        Why there is no look yet, where there is none.
    planned, person, horizon, settling, randomised
        See `RunningVerdict`.
    """
    last = looks[-1] if looks else None
    return RunningVerdict(
        outcome=outcome,
        treatment=question.treatment,
        control=question.control,
        path=follow_path(looks, question.delta, horizon),
        look=due,
        first_look=first_look,
        planned=planned,
        estimate=last.estimate if last else None,
        interval=last.interval(1 - alpha) if last else None,
        now=last.judge(question.delta) if last else Verdict.REFUSED,
        delta=question.delta,
        level=1 - alpha,
        origin=origin,
        until=last.date if last else date_look(origin, due),
        looks=list_looks(looks, question.delta),
        person=person,
        horizon=horizon,
        frozen=due >= planned,
        refusal=(last.refused or "") if last else waiting,
        settling=settling,
        randomised=randomised,
    )
