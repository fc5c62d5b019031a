"""What people answer after training, compared by routine and followed over time.

Two claims ask of such answers: what gave out first (a share of sets) and how much the abs were felt (0-10).
From `MANY` people, estimating equations with people as clusters (`clusters`); one person, their sessions
with memory (`one_course`); two to five people get no number: too few to see how people differ, and more
than one course.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from coreanalytics.effects import texts
from coreanalytics.effects.claims.answers import Basis
from coreanalytics.effects.claims.clusters import fit_clusters, fit_courses
from coreanalytics.effects.claims.daily_models import MANY, MIN_DF, Number
from coreanalytics.effects.claims.one_course import SLOW_MEAN, CourseNumber, fit_course, shuffle_sessions
from coreanalytics.effects.claims.questions import ClaimQuestion
from coreanalytics.errors import DataError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MIN_ARM: Final = 3  #: people with answers that each routine needs, as comparisons do
MIN_SESSIONS: Final = 10  #: sessions with an answer that one person needs under each routine
MIN_COURSE: Final = 20  #: sessions with an answer that one person needs for a course over time
MIN_SPAN: Final = 28  #: days that they must span: it is told per four weeks
MIN_RUN_IN: Final = 3  #: answered run-in sessions from which a person's own run-in is taken
MIN_EVENTS: Final = 5  #: sets of either kind below which a share says nothing
FOUR_WEEKS: Final = 28


@dataclass(frozen=True, slots=True)
class Found:
    """A number about answers, and what it rests on.

    Attributes
    ----------
    number
        Value, range and p.
    basis
        People, sessions and method.
    adjusted
        Whether the run-in was adjusted for.
    """

    number: Number
    basis: Basis
    adjusted: bool = False


def mark_outcomes(rows: pl.DataFrame) -> pl.DataFrame:
    """Return answered sessions that are outcomes: not in the run-in, and on or after time zero."""
    return rows.filter(~pl.col("run_in").fill_null(False), pl.col("day_in_phase") >= 0)


def compare_answers(rows: pl.DataFrame, question: ClaimQuestion) -> Found:
    """Return treatment minus control in the mean answer.

    Parameters
    ----------
    rows
        One row an answered session, sorted by person and date: person, date, program, phase, run_in,
        day_in_phase, score, weight (how many answers it stands for), inside (their variance around it).
    question
        What is asked.

    Raises
    ------
    DataError
        There is no honest number, and why.
    """
    arms = (question.treatment, question.control)
    seen = mark_outcomes(rows).filter(pl.col("program").is_in(arms))
    people = _count_people(seen)
    if people == 1:
        return _compare_one(seen, question)
    in_arm = [seen.filter(program=arm)["person"].n_unique() for arm in arms]
    if min(in_arm) < MIN_ARM:
        raise DataError(texts.miss_arms(arms, in_arm, MIN_ARM))
    coded = _code(seen).with_columns(treated=(pl.col("program") == question.treatment).cast(pl.Float64))
    columns = [np.ones(coded.height), coded["treated"].to_numpy()]
    if sum(in_arm) > people:
        # whoever changes routine is further along in the one than in the other: a common course
        columns.append(_weeks_since(coded))
    before = _find_run_in(rows, coded)
    if before is not None:
        try:
            return _fit_many(coded, np.column_stack([*columns, before]), adjusted=True)
        except DataError:
            pass  # too few people for that as well
    return _fit_many(coded, np.column_stack(columns), adjusted=False)


def follow_answers(rows: pl.DataFrame, question: ClaimQuestion) -> Found:
    """Return the change per four weeks within the treatment's phases, within people.

    Parameters
    ----------
    rows, question
        As in `compare_answers`.

    Raises
    ------
    DataError
        There is no honest number, and why.
    """
    seen = mark_outcomes(rows).filter(pl.col("program") == question.treatment)
    people = _count_people(seen)
    if people == 1:
        return _follow_one(seen, question)
    enough = (pl.len().over("person", "phase") > 1) & (
        (pl.col("date").max() > pl.col("date").min()).over("person", "phase")
    )
    coded = _code(seen.filter(enough))
    if coded["who"].n_unique() < MANY:
        raise DataError(texts.miss_people(coded["who"].n_unique(), MANY))
    stretch = (
        coded.select(pl.struct("who", "phase").rle_id().alias("stretch"))["stretch"]
        .to_numpy()
        .astype(np.int64)
    )
    time = (coded["day_in_phase"].to_numpy() / FOUR_WEEKS)[:, None]
    who, score, weight = (coded[name].to_numpy() for name in ("who", "score", "weight"))
    try:
        number = fit_courses(who, stretch, score, weight, time).estimate([1.0])
    except np.linalg.LinAlgError as problem:
        raise DataError(texts.ANSWERS_ALIKE) from problem
    _check(number.se, number.df)
    return Found(number, Basis(coded["who"].n_unique(), coded.height, texts.METHOD_COURSES))


def average_answers(rows: pl.DataFrame) -> Found:
    """Return the mean answer of sessions: against 0, a difference of shares answered in the same sets.

    Raises
    ------
    DataError
        There is no honest number, and why.
    """
    people = _count_people(rows)
    if people == 1:
        _check_sessions(rows.height, MIN_COURSE)
        if rows["score"].n_unique() == 1:
            raise DataError(texts.ANSWERS_ALIKE)
        mixture = fit_course(_days(rows), rows["score"].to_numpy(), np.ones((rows.height, 1)), slow=SLOW_MEAN)
        return Found(CourseNumber(mixture), Basis(1, rows.height, texts.METHOD_SESSIONS))
    coded = _code(rows)
    return _fit_many(coded, np.ones((coded.height, 1)), adjusted=False, asked=0)


def _fit_many(coded: pl.DataFrame, columns: Floats, *, adjusted: bool, asked: int = 1) -> Found:
    who, score, weight, inside = (coded[name].to_numpy() for name in ("who", "score", "weight", "inside"))
    try:
        fit = fit_clusters(who, score, weight, columns, inside)
    except np.linalg.LinAlgError as problem:
        raise DataError(texts.ANSWERS_ALIKE) from problem
    number = fit.estimate(np.eye(columns.shape[1])[asked])
    _check(number.se, number.df)
    return Found(number, Basis(fit.n_people, fit.n_days, texts.name_clusters(adjusted)), adjusted)


def _compare_one(seen: pl.DataFrame, question: ClaimQuestion) -> Found:
    treated = (seen["program"] == question.treatment).cast(pl.Float64).to_numpy()
    arms = (question.treatment, question.control)
    counts = [int(treated.sum()), int(len(treated) - treated.sum())]
    if min(counts) < MIN_SESSIONS:
        raise DataError(texts.miss_sessions(arms, counts, MIN_SESSIONS))
    score = seen["score"].to_numpy()
    if all(np.ptp(score[treated == arm]) == 0 for arm in (0, 1)):
        raise DataError(texts.ANSWERS_ALIKE)
    mixture = fit_course(_days(seen), score, np.column_stack([treated, np.ones(len(score))]))
    return Found(CourseNumber(mixture), Basis(1, seen.height, texts.METHOD_SESSIONS))


def _follow_one(seen: pl.DataFrame, question: ClaimQuestion) -> Found:
    _check_sessions(seen.height, MIN_COURSE)
    day = _days(seen)
    if int(day[-1] - day[0]) < MIN_SPAN:
        raise DataError(texts.miss_span(MIN_SPAN, int(day[-1] - day[0])))
    score = seen["score"].to_numpy()
    if np.ptp(score) == 0:
        raise DataError(texts.ANSWERS_ALIKE)
    stretch = seen["phase"].rle_id().to_numpy().astype(np.int64)
    time = seen["day_in_phase"].to_numpy() / FOUR_WEEKS
    levels = (stretch[:, None] == np.arange(stretch.max() + 1)[None, :]).astype(float)
    try:
        mixture = fit_course(day, score, np.column_stack([time, levels]))
    except np.linalg.LinAlgError as problem:
        raise DataError(texts.ANSWERS_ALIKE) from problem
    shuffled = shuffle_sessions(time, stretch, score, question.seed)
    return Found(CourseNumber(mixture, shuffled), Basis(1, seen.height, texts.METHOD_SHUFFLED))


def _find_run_in(rows: pl.DataFrame, coded: pl.DataFrame) -> Floats | None:
    """Return the run-in mean of each row's person, centred; None where too few people have one.

    Whoever answered in fewer than `MIN_RUN_IN` sessions of the run-in gets the others' average, that is, is
    not adjusted, as in comparisons of scores.
    """
    before = (
        rows.filter(pl.col("run_in").fill_null(False))
        .group_by("person")
        .agg(
            mean=(pl.col("score") * pl.col("weight")).sum() / pl.col("weight").sum(),
            sessions=pl.len(),
        )
        .filter(pl.col("sessions") >= MIN_RUN_IN)
    )
    people = (
        coded.select("person")
        .unique(maintain_order=True)
        .join(before, on="person", how="left", maintain_order="left")
    )
    known = people["mean"].drop_nulls()
    if 2 * known.len() < people.height or known.n_unique() < 2:
        return None
    own = people.with_columns(pl.col("mean").fill_null(known.mean()))
    mean = coded.join(own, on="person", how="left", maintain_order="left")["mean"]
    return np.asarray(mean.to_numpy() - float(str(known.mean())), dtype=np.float64)


def _weeks_since(coded: pl.DataFrame) -> Floats:
    """Return weeks since each person's first outcome session."""
    first = pl.col("date").min().over("person")
    return coded.select((pl.col("date") - first).dt.total_days() / 7).to_series().to_numpy()


def _code(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(who=pl.col("person").rle_id().cast(pl.Int64))


def _days(rows: pl.DataFrame) -> Ints:
    return rows["date"].cast(pl.Int32).to_numpy().astype(np.int64)


def _count_people(rows: pl.DataFrame) -> int:
    people = rows["person"].n_unique()
    if people == 0:
        raise DataError(texts.ANSWERS_NONE)
    if 1 < people < MANY:
        raise DataError(texts.miss_people(people, MANY))
    return people


def _check_sessions(found: int, needed: int) -> None:
    if found < needed:
        raise DataError(texts.miss_answered(needed, found))


def _check(se: float, df: float) -> None:
    if not se > 1e-9:
        raise DataError(texts.ANSWERS_ALIKE)
    if not df >= MIN_DF:
        raise DataError(texts.CLAIM_FEW_CLUSTERS.format(df=f"{df:.1f}"))
