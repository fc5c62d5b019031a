"""One way to a picture: `draw` anything that the floors below hand up."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import TYPE_CHECKING, Any

import polars as pl

from coreanalytics.effects.ancova import AncovaFit
from coreanalytics.effects.checks.results import Check, Checks
from coreanalytics.effects.claims.results import Claim, Claims
from coreanalytics.effects.diagnosis import Diagnosis
from coreanalytics.effects.planning.results import StudyPlan
from coreanalytics.effects.planning.schedules import RandomisedSchedule
from coreanalytics.effects.responder_counts import Responders
from coreanalytics.effects.results import Contrast, Effect, Effects
from coreanalytics.effects.running import RunningVerdict, RunningVerdicts
from coreanalytics.errors import ArgumentError
from coreanalytics.views.charts import frames
from coreanalytics.views.texts import charts as texts
from coreanalytics.views.theme import use_theme

if TYPE_CHECKING:
    from coreanalytics.views.charts.people import PersonData
    from coreanalytics.views.weekly.page import WeeklyReport


def draw(result: object, *, kind: str | None = None, person: str | None = None) -> Any:
    """Draw a result as an interactive Altair chart in the house look.

    Parameters
    ----------
    result
        The person-day frame (eager or lazy), the `Effects` of a comparison, of people or within one
        person, `RunningVerdicts`, `Responders`, a `Diagnosis`, `Claims`, `Checks`, a `StudyPlan` or a
        `RandomisedSchedule`; or a single `Effect`, `RunningVerdict`, `Claim` or `Check`.
    kind
        For person-days: ``explore`` (time line with a brush; several people get a list to choose from),
        ``person`` (the same without brush, training and habits), ``calendar``, ``weeks`` (everybody's
        weekly means) or ``arms`` (weekly means since the start of each routine). By default ``explore``
        where the days fit into one picture, else ``weeks``. For effects: ``forest`` (estimates with
        ranges), of one person also ``phases`` (the default: days with the mean of each phase), of a
        cohort also ``people`` (each person's own level), of an analysis of covariance also ``pairs``
        (scores after over scores before). For claims: ``forest`` (all of them) or the name of one,
        ``C1`` to ``C8``.
    person
        For person-days: whom to draw.

    Returns
    -------
    alt.Chart, alt.LayerChart or alt.VConcatChart
        With at most 5000 rows in each data set: frames are aggregated in Polars first.

    Raises
    ------
    ArgumentError
        There is nothing to draw, nobody of that name, or no such picture.

    Examples
    --------
    >>> draw(42)
    Traceback (most recent call last):
    coreanalytics.errors.ArgumentError: result: there is no picture for an object of type int
    Hint: draw() knows the person-day table and the results of ...
    """
    use_theme()
    return _draw(result, kind, person)


@singledispatch
def _draw(result: object, kind: str | None, person: str | None) -> Any:
    from coreanalytics.views.weekly.page import WeeklyReport  # here: it takes a while, and few draw one

    if isinstance(result, WeeklyReport):
        return _draw_week(result)
    raise ArgumentError(
        texts.CANNOT_DRAW.format(kind=type(result).__name__), where="result", hint=texts.CANNOT_DRAW_HINT
    )


def _draw_week(report: WeeklyReport) -> Any:
    from coreanalytics.views.texts.trend import NO_TREND
    from coreanalytics.views.weekly.trend import draw_trend

    picture = draw_trend(report.facts)
    if picture is None:
        raise ArgumentError(NO_TREND, where="result", hint=texts.NOTHING_TO_DRAW_HINT)
    return picture.chart


@_draw.register
def _draw_effects(result: Effects, kind: str | None, person: str | None) -> Any:
    from coreanalytics.views.charts import comparisons as charts_compare
    from coreanalytics.views.charts import trajectories as charts_courses
    from coreanalytics.views.charts import within as charts_within

    is_one = any(effect.person is not None for effect in result.primary)
    pictures = {"forest": charts_compare.draw_effects}
    if is_one:
        pictures["phases"] = charts_within.draw_phases
    else:
        pictures |= {"lines": charts_courses.draw_lines, "people": charts_within.draw_people}
    if any(isinstance(effect.fit, AncovaFit) for effect in result.primary):
        from coreanalytics.views.charts.pairs import draw_pairs

        pictures |= {"pairs": draw_pairs}
    chosen = kind or ("phases" if is_one and _is_means(result) else "forest")
    if chosen not in pictures:
        hint = texts.UNKNOWN_EFFECTS_KIND_HINT.format(kinds=" or ".join(pictures))
        raise ArgumentError(texts.UNKNOWN_KIND.format(kind=kind), where="kind", hint=hint)
    return pictures[chosen](result)


def _is_means(result: Effects) -> bool:
    """Whether what comes first of every site is a difference of phase means, with an answer somewhere."""
    means = [effect.contrast == Contrast.DIFFERENCE_OF_PHASE_MEANS for effect in result.primary]
    return all(means) and any(effect.is_answered for effect in result.primary)


@_draw.register
def _draw_effect(result: Effect, kind: str | None, person: str | None) -> Any:
    return _draw_effects(Effects((result,)), kind, person)


@_draw.register
def _draw_running(result: RunningVerdicts, kind: str | None, person: str | None) -> Any:
    from coreanalytics.views.charts.looks import draw_looks

    return draw_looks(result)


@_draw.register
def _draw_one_running(result: RunningVerdict, kind: str | None, person: str | None) -> Any:
    return _draw_running(RunningVerdicts((result,)), kind, person)


@_draw.register
def _draw_responders(result: Responders, kind: str | None, person: str | None) -> Any:
    from coreanalytics.views.charts.looks import draw_responders

    return draw_responders(result)


@_draw.register
def _draw_diagnosis(result: Diagnosis, kind: str | None, person: str | None) -> Any:
    from coreanalytics.views.charts.diagnoses import draw_diagnosis

    return draw_diagnosis(result)


@_draw.register
def _draw_claims(result: Claims, kind: str | None, person: str | None) -> Any:
    from coreanalytics.views.charts.claims import draw_claims

    named = {name: [one for one in result.values() if one.name == name] for name, _ in result}
    if kind in named:
        return draw_claims(named[kind])
    if kind not in (None, "forest"):
        hint = texts.UNKNOWN_EFFECTS_KIND_HINT.format(kinds=" or ".join(["forest", *named]))
        raise ArgumentError(texts.UNKNOWN_KIND.format(kind=kind), where="kind", hint=hint)
    return draw_claims(result.items_)


@_draw.register
def _draw_claim(result: Claim, kind: str | None, person: str | None) -> Any:
    if kind is not None:
        return _draw_claims(Claims((result,)), kind, person)
    from coreanalytics.views.charts.claim_tables import draw_claim

    return draw_claim(result)


@_draw.register
def _draw_checks(result: Checks, kind: str | None, person: str | None) -> Any:
    from coreanalytics.views.charts.checks import draw_checks

    return draw_checks(result.items_)


@_draw.register
def _draw_check(result: Check, kind: str | None, person: str | None) -> Any:
    from coreanalytics.views.charts.check_tables import draw_check

    return draw_check(result)


@_draw.register
def _draw_plan(result: StudyPlan, kind: str | None, person: str | None) -> Any:
    from coreanalytics.views.charts.plans import draw_plan

    return draw_plan(result)


@_draw.register
def _draw_schedule(result: RandomisedSchedule, kind: str | None, person: str | None) -> Any:
    from coreanalytics.views.charts.schedules import draw_schedule

    return draw_schedule(result)


@_draw.register
def _draw_lazy(result: pl.LazyFrame, kind: str | None, person: str | None) -> Any:
    return _draw_days(result.collect(), kind, person)


@_draw.register
def _draw_days(result: pl.DataFrame, kind: str | None, person: str | None) -> Any:
    missing = {"person", "date", "program", "run_in", "trained", "reported"} - set(result.columns)
    if missing:
        raise ArgumentError(
            texts.NOT_DAYS.format(columns=", ".join(sorted(missing))),
            where="result",
            hint=texts.NOT_DAYS_HINT,
        )
    days = result if person is None else result.filter(pl.col("person") == person)
    if days.is_empty():
        what = texts.NOTHING_TO_DRAW if person is None else texts.UNKNOWN_PERSON.format(person=person)
        raise ArgumentError(what, where="days", hint=texts.NOTHING_TO_DRAW_HINT if person is None else "")
    if kind is None:
        kind = "explore" if frames.keep_recent(days).height <= frames.MAX_ROWS else "weeks"
    crowds = _list_crowd_pictures()
    if kind in crowds:
        return crowds[kind](days)
    people = days["person"].unique(maintain_order=True).to_list()
    if kind == "explore":
        from coreanalytics.views.charts.explore import draw_explore

        several = people if len(people) > 1 else []
        return draw_explore(_fold(frames.keep_recent(days) if several else days), several)
    alone = _list_own_pictures()
    if kind not in alone:
        raise ArgumentError(texts.UNKNOWN_KIND.format(kind=kind), where="kind", hint=texts.UNKNOWN_KIND_HINT)
    if len(people) > 1:
        raise ArgumentError(
            texts.ONE_PERSON.format(n=len(people)), where="person", hint=texts.ONE_PERSON_HINT
        )
    return alone[kind](days)


def _list_crowd_pictures() -> dict[str, Callable[[pl.DataFrame], Any]]:
    """Return the pictures of any number of people by kind."""
    from coreanalytics.views.charts import comparisons, crowds, days_after, trajectories

    return {
        "weeks": comparisons.draw_weeks,
        "arms": comparisons.draw_arms,
        "coach": crowds.draw_crowd,
        "day_after": days_after.draw_days_after,
        "trajectories": trajectories.draw_trajectories,
    }


def _list_own_pictures() -> dict[str, Callable[[pl.DataFrame], Any]]:
    """Return the pictures of one person by kind."""
    from coreanalytics.views.charts import moves, people

    return {
        "person": lambda days: people.draw_person(_fold(days)),
        "calendar": lambda days: people.draw_calendar(_fold(days)),
        "moves": moves.draw_moves,
    }


def _fold(days: pl.DataFrame) -> PersonData:
    from coreanalytics.views.charts.people import PersonData

    data = PersonData.from_days(days)
    if not (data.sites or data.families or data.habits):
        raise ArgumentError(texts.NOTHING_LOGGED, where="days", hint=texts.NOTHING_TO_DRAW_HINT)
    return data
