"""Plans of the next study: power and width by simulation, with the package's own estimators."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from coreanalytics.effects.planning.cohort import CohortAnswers, CohortCell, pool_people, run_cohorts
from coreanalytics.effects.planning.layouts import (
    DRAWN,
    HORIZON_WEEKS,
    LEAST_PEOPLE,
    SPAN,
    WITHIN,
    PlanDesign,
    fits,
)
from coreanalytics.effects.planning.noise import Noise, find_noise
from coreanalytics.effects.planning.one_person import CHUNK, PersonAnswers, PersonCell, run_chunk
from coreanalytics.effects.planning.results import PlanRow, StudyPlan
from coreanalytics.effects.questions import PRIMARY_LEVEL
from coreanalytics.effects.results import check_level
from coreanalytics.effects.sequential import ALPHA_BETWEEN, ALPHA_WITHIN, LOOKS, boundaries, carry_to_t
from coreanalytics.effects.texts import planning as texts
from coreanalytics.effects.verdicts import check_delta
from coreanalytics.effects.within.person_rows import WASH_IN_DAYS
from coreanalytics.errors import ArgumentError
from coreanalytics.vocabulary import DELTA_BETWEEN, DELTA_WITHIN, Site
from coreanalytics.workers import count_jobs, do_tasks

if TYPE_CHECKING:
    import polars as pl

Array = npt.NDArray[np.float64]

WEEKS_ALONE: Final = (8, 12, 16, 20, 24)
WEEKS_TOGETHER: Final = (8, 12, 16)
REPLICATIONS_ALONE: Final = 400  #: Monte-Carlo error of a power of 80 %: 2 percentage points
REPLICATIONS_TOGETHER: Final = 120  #: 3.7 percentage points
LOOKED: Final = ("end", "weekly", "both")
#: SD between people of what the treatment does to them, as a share of the effect: ours.
RESPONSE_SHARE: Final = 0.5
ROOM: Final = 0.3  #: least mean score that an effect may lead to
_COHORTS: Final = 10  #: cohorts a task

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The arguments, checked."""

    effects: tuple[float, ...]
    people: tuple[int, ...]
    weeks: tuple[int, ...]
    reports: tuple[float, ...]
    wash_in: int
    delta: float
    level: float
    looks: str
    replications: int
    seed: int
    noise: Noise

    @property
    def alone(self) -> bool:
        return self.people == (1,)


def plan_study(
    days: pl.DataFrame | pl.LazyFrame | None = None,
    *,
    person: str | None = None,
    design: str | None = None,
    effect: float | Sequence[float] | None = None,
    people: int | Sequence[int] = 1,
    weeks: int | Sequence[int] | None = None,
    reports_per_week: float | Sequence[float] = 6,
    wash_in: int = WASH_IN_DAYS,
    looks: str = "both",
    delta: float | None = None,
    level: float = PRIMARY_LEVEL,
    noise: Noise | None = None,
    site: str = Site.THIGH_ROOT,
    replications: int | None = None,
    seed: int = 1,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> StudyPlan:
    """Plan a study: how many weeks, people and reports a week, by simulation.

    Studies are drawn from the noise of the days (`find_noise`), reported as people report (whole numbers
    from 0 to 10), and answered by the package's own models: one person by `compare_within`, several people
    who try both routines in turn by `pool`, groups and multiple baselines by `compare`.

    Parameters
    ----------
    days
        Person-day table whose noise is used; None: that of published diaries.
    person
        Whose noise; None: the only person's, else everybody's.
    design
        One of `PlanDesign`; None: all that suit so many people.
    effect
        True differences of mean reported scores that are asked about, points (less discomfort is negative).
        The plan is made for the first. None: `delta` lower, and half of that.
    people
        How many; several numbers: each.
    weeks
        Weeks of both routines together; None: a range of them.
    reports_per_week
        Days reported a week.
    wash_in
        Days after each switch that count for neither routine.
    looks
        "end": one look; "weekly": every week, and the plan is made for it; "both": the plan is made for
        one look, with the price of weekly ones beside it.
    delta
        Smallest difference that matters, points; None: 2 for one person, 1 for several.
    level
        Of the range; the default is that of two primary sites.
    noise
        Used as it is, instead of what `days` say.
    site
        Outcome whose noise is read.
    replications
        Simulated studies a row; None: 400 for one person, 120 for several.
    seed
        Same seed and arguments, same plan, whatever `jobs`.
    jobs
        Processes; None: one a core, where that is worth it.
    progress
        Called with (done, in all).

    Returns
    -------
    StudyPlan
        Its rows, what is recommended, and the designs that cannot be used here.

    Raises
    ------
    ArgumentError
        An argument makes no sense, or the baseline leaves no room for the effect.
    """
    asked = _check(
        noise or find_noise(days, person=person, site=site),
        effect, people, weeks, reports_per_week, wash_in, looks, delta, level, replications, seed,
    )  # fmt: skip
    designs, refused = _choose_designs(design, asked)
    cells = list(_list_cells(designs, asked))
    answers = _run(cells, asked, jobs, progress)
    rows = [row for cell, answer in zip(cells, answers, strict=True) for row in _read(cell, answer, asked)]
    places = {design: place for place, design in enumerate(PlanDesign)}
    rows.sort(key=lambda row: (places[row.design], row.people, row.weeks, -row.reports))
    rows.sort(key=lambda row: asked.effects.index(row.effect))
    return StudyPlan(
        rows=tuple(rows),
        noise=asked.noise,
        effect=asked.effects[0],
        delta=asked.delta,
        level=level,
        wash_in=wash_in,
        looks=looks,
        seed=seed,
        replications=asked.replications,
        refused=tuple(refused),
        horizon=HORIZON_WEEKS,
    )


def _check(
    noise: Noise,
    effect: float | Sequence[float] | None,
    people: int | Sequence[int],
    weeks: int | Sequence[int] | None,
    reports: float | Sequence[float],
    wash_in: int,
    looks: str,
    delta: float | None,
    level: float,
    replications: int | None,
    seed: int,
) -> _Asked:
    crowd = tuple(sorted({int(n) for n in _list(people)}))
    alone = crowd == (1,)
    smallest = delta if delta is not None else (DELTA_WITHIN if alone else DELTA_BETWEEN).value
    check_delta(smallest)
    check_level(level)
    lengths = tuple(sorted({int(n) for n in _list(weeks or (WEEKS_ALONE if alone else WEEKS_TOGETHER))}))
    rates = tuple(sorted({float(n) for n in _list(reports)}, reverse=True))
    many = replications or (REPLICATIONS_ALONE if alone else REPLICATIONS_TOGETHER)
    for where, is_wrong, hint in (
        ("people", crowd[0] < 1, texts.HINT_PEOPLE),
        ("weeks", not 2 <= lengths[0] <= lengths[-1] <= 104, texts.HINT_WEEKS),
        ("reports_per_week", not 0 < rates[-1] <= rates[0] <= 7, texts.HINT_REPORTS),
        ("wash_in", not 0 <= wash_in < 14, texts.HINT_WASH_IN),
        ("looks", looks not in LOOKED, texts.HINT_LOOKS),
        ("replications", many < 20, texts.HINT_REPLICATIONS),
        ("seed", seed < 0, texts.HINT_SEED),
    ):
        if is_wrong:
            raise ArgumentError(texts.NO_SENSE, where=where, hint=hint)
    effects = _check_effects(effect, smallest, noise)
    return _Asked(effects, crowd, lengths, rates, wash_in, smallest, level, looks, many, seed, noise)


def _check_effects(effect: float | Sequence[float] | None, delta: float, noise: Noise) -> tuple[float, ...]:
    wanted = tuple(
        dict.fromkeys(float(e) for e in _list(effect if effect is not None else (-delta, -delta / 2)))
    )
    kept = tuple(e for e in wanted if ROOM <= noise.baseline + e <= 10 - ROOM)
    if (
        any(not math.isfinite(e) for e in wanted)
        or not kept
        or (effect is not None and len(kept) < len(wanted))
    ):
        raise ArgumentError(
            texts.refuse_room(noise.baseline, wanted),
            where="effect",
            hint=texts.hint_room(noise.baseline, ROOM),
        )
    return kept


def _list(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else (value,)


def _choose_designs(design: str | None, asked: _Asked) -> tuple[list[PlanDesign], list[tuple[str, str]]]:
    """Return the designs to simulate, and those that cannot be used, with the reason."""
    if design is not None and design not in list(PlanDesign):
        raise ArgumentError(
            texts.no_design(design), where="design", hint=texts.hint_designs(list(PlanDesign))
        )
    wanted = [PlanDesign(design)] if design else list(PlanDesign)
    if design is None and not asked.alone:
        wanted = [each for each in wanted if each in DRAWN]  # chosen phases add nothing here but time
    kept, refused = [], []
    for each in wanted:
        most = max(asked.people)
        reason = ""
        if each not in WITHIN and most < LEAST_PEOPLE[each]:
            reason = texts.refuse_people(each, LEAST_PEOPLE[each])
        elif each in WITHIN and 1 < most < 3:
            reason = texts.refuse_pair(each)
        elif not any(fits(each, weeks) for weeks in asked.weeks):
            reason = texts.refuse_weeks(each)
        if reason:
            refused.append((str(each), reason))
        else:
            kept.append(each)
    if not kept:
        raise ArgumentError(refused[0][1], where="design", hint=texts.HINT_OTHER_DESIGN)
    return kept, refused


Cell = PersonCell | CohortCell


def _list_cells(designs: Sequence[PlanDesign], asked: _Asked) -> Iterator[Cell]:
    for design in designs:
        lengths = tuple(weeks for weeks in asked.weeks if fits(design, weeks))
        if design == PlanDesign.PARALLEL:  # what comes after the days that are read is not simulated again
            enough = math.ceil(SPAN * HORIZON_WEEKS)
            lengths = tuple(w for w in lengths if w <= enough) + tuple(w for w in lengths if w > enough)[:1]
        for reports in asked.reports:
            if design in WITHIN:
                # a shorter study in blocks is the beginning of a longer one
                runs = [lengths] if design == PlanDesign.BLOCKS else [(weeks,) for weeks in lengths]
                yield from (_make_person_cell(design, run, reports, asked) for run in runs)
                continue
            for crowd in asked.people:
                if crowd >= LEAST_PEOPLE[design]:
                    yield from (
                        CohortCell(
                            design, crowd, weeks, reports, asked.effects[0], asked.noise, asked.delta,
                            asked.level, asked.seed,
                        )
                        for weeks in lengths
                    )  # fmt: skip


def _make_person_cell(
    design: PlanDesign, weeks: tuple[int, ...], reports: float, asked: _Asked
) -> PersonCell:
    effects = asked.effects if asked.alone else asked.effects[:1]
    cell = PersonCell(
        design, weeks, reports, effects, asked.noise, asked.wash_in, asked.delta, asked.level,
        ALPHA_WITHIN, asked.alone and asked.looks != "end", asked.seed,
    )  # fmt: skip
    if asked.alone:
        return cell
    return replace(cell, people=max(asked.people), response_sd=RESPONSE_SHARE * abs(effects[0]))


def _run(cells: Sequence[Cell], asked: _Asked, jobs: int | None, progress: Progress | None) -> list[Any]:
    """Simulate all cells, in several processes where that is worth it."""
    tasks: list[tuple[int, Any]] = []
    for place, cell in enumerate(cells):
        if isinstance(cell, PersonCell):
            total = asked.replications * cell.people
            chunks: list[Any] = [(cell, at, min(at + CHUNK, total), total) for at in range(0, total, CHUNK)]
        else:
            total = asked.replications
            chunks = [(cell, at, min(at + _COHORTS, total)) for at in range(0, total, _COHORTS)]
        tasks += [(place, chunk) for chunk in chunks]
    parts: dict[int, dict[int, Any]] = defaultdict(dict)
    told = do_tasks(run_task, [task for _, task in tasks], count_jobs(len(tasks), jobs))
    for done, (at, answer) in enumerate(told, start=1):
        parts[tasks[at][0]][at] = answer
        if progress is not None:
            progress(done, len(tasks))
    joined = []
    for place, cell in enumerate(cells):
        ordered = [parts[place][at] for at in sorted(parts[place])]
        joined.append((PersonAnswers if isinstance(cell, PersonCell) else CohortAnswers).join(ordered))
    return joined


def run_task(task: Any) -> PersonAnswers | CohortAnswers:
    """Do one task of either kind (a function that a worker can import)."""
    return run_chunk(task) if isinstance(task[0], PersonCell) else run_cohorts(task)


def _read(cell: Cell, answers: Any, asked: _Asked) -> Iterator[PlanRow]:
    if isinstance(cell, CohortCell):
        yield _read_cohort(cell.design, cell.people, cell.weeks, cell.reports, answers, asked, cell.horizon)
        return
    if cell.people == 1:
        yield from _read_person(cell, answers, asked)
        return
    for crowd in asked.people:
        if crowd < 3:
            continue
        pooled = pool_people(answers, crowd, asked.level)
        for at, weeks in enumerate(cell.weeks):
            one = CohortAnswers(*(getattr(pooled, name)[at] for name in ("low", "high", "se", "df")))
            yield _read_cohort(cell.design, crowd, weeks, cell.reports, one, asked, None)


def _read_person(cell: PersonCell, answers: PersonAnswers, asked: _Asked) -> Iterator[PlanRow]:
    studies = answers.low.shape[-1]
    for at, weeks in enumerate(cell.weeks):
        for which, effect in enumerate(cell.effects):
            row = _make_row(
                cell.design,
                1,
                weeks,
                cell.reports,
                effect,
                answers.low[at, which],
                answers.high[at, which],
                asked,
            )
            if cell.looks:
                last = _count_weeks(cell.design, weeks)
                hit = (answers.right[which] > 0) & (answers.right[which] <= last)
                share = float(hit.mean())
                week = float(np.median(answers.right[which][hit])) if hit.any() else math.nan
                row = replace(row, weekly=share, weekly_se=_err(share, studies), week=week)
            yield row


def _count_weeks(design: PlanDesign, weeks: int) -> int:
    """Return the number of the last look: after one switch, weeks count from there."""
    return LOOKS if design != PlanDesign.BLOCKS else weeks


def _read_cohort(
    design: PlanDesign,
    people: int,
    weeks: int,
    reports: float,
    found: CohortAnswers,
    asked: _Asked,
    horizon: int | None,
) -> PlanRow:
    row = _make_row(design, people, weeks, reports, asked.effects[0], found.low, found.high, asked)
    if asked.looks == "end" or horizon is None:
        return row
    edge = float(boundaries(ALPHA_BETWEEN, LOOKS)[min(horizon, LOOKS) - 1])
    middle = (found.low + found.high) / 2
    half = np.array(
        [
            se * carry_to_t(edge, df) if df >= 1 else math.nan
            for se, df in zip(found.se, found.df, strict=True)
        ]
    )
    with np.errstate(invalid="ignore"):
        hit = (middle + half < 0) if asked.effects[0] < 0 else (middle - half > 0)
    share = float(hit.mean())
    return replace(row, weekly=share, weekly_se=_err(share, hit.size))


def _make_row(
    design: PlanDesign,
    people: int,
    weeks: int,
    reports: float,
    effect: float,
    low: Array,
    high: Array,
    asked: _Asked,
) -> PlanRow:
    n = low.size
    with np.errstate(invalid="ignore"):
        right = (high < 0) if effect < 0 else (low > 0)
        either = (high < 0) | (low > 0)
        settled = either | ((low > -asked.delta) & (high < asked.delta))
    power = float((right if effect else either).mean())
    refused = np.isnan(low)
    width = float((high - low)[~refused].mean()) if not refused.all() else math.nan
    share = float(settled.mean())
    return PlanRow(
        design, people, weeks, reports, effect, power, _err(power, n), share, _err(share, n), width,
        float(refused.mean()), studies=n,
    )  # fmt: skip


def _err(share: float, studies: int) -> float:
    """Monte-Carlo standard error of a share (of one study more, so that 0 and 1 are not certain)."""
    held = (share * studies + 0.5) / (studies + 1)
    return math.sqrt(held * (1 - held) / studies)
