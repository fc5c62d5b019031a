"""A plan on record: a Markdown file that says beforehand what will be asked and how, sealed by its own hash.

The file is for people; a JSON block in it holds the same facts for `find_deviations`. The last line is the
SHA-256 of everything above it, so that a later change shows. A hash proves that a file was not changed since
somebody else saw that hash: send it to somebody, or put the file on record elsewhere (osf.io), on that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coreanalytics.effects.planning.schedules import PlannedPhase
from coreanalytics.effects.questions import PRIMARY_LEVEL
from coreanalytics.effects.results import check_level
from coreanalytics.effects.texts import preregistration as texts
from coreanalytics.effects.texts.pooling import METHOD_POOLED
from coreanalytics.effects.verdicts import check_delta
from coreanalytics.effects.within.person_rows import WASH_IN_DAYS
from coreanalytics.errors import ArgumentError, DataError
from coreanalytics.logbook.sealed_texts import is_whole, read_facts, read_seal, seal_text
from coreanalytics.logbook.store import write_private
from coreanalytics.shown import Shown
from coreanalytics.version import __version__
from coreanalytics.vocabulary import DELTA_BETWEEN, DELTA_WITHIN, OUTCOMES, PRIMARY_SITES, Program

if TYPE_CHECKING:
    from coreanalytics.effects.planning.results import StudyPlan
    from coreanalytics.effects.planning.schedules import RandomisedSchedule

SCHEMA: Final = "coreanalytics.preregistration/1"
LOOKS: Final = ("end", "weekly")
POOLED: Final = ("pairs", "blocks", "start")  #: designs whose people are compared with themselves
_MARKS: Final = str.maketrans({"`": "'", "<": "\u2039", ">": "\u203a"})


@dataclass(frozen=True, slots=True)
class PlannedStudy:
    """What is put on record.

    Attributes
    ----------
    question
        In one sentence.
    treatment, control, outcomes
        Routines, and outcome columns.
    delta, level
        Smallest difference that matters, points, and level of the range.
    weeks
        Weeks after the start at which groups are compared; for one person, of the secondary contrast.
    wash_in
        Days after each switch that count for neither routine.
    looks
        "end" or "weekly".
    design, seed, people
        How it was drawn: a design of `schedules.DESIGNS`, its seed, and who takes part.
    phases
        The schedule.
    exclusions
        Rules by which days or people are left out, one sentence each.
    power
        What the plan expects, in a sentence; empty: none was made.
    software
        Version of this package.
    written_on
        The day.
    first_seal
        The seal that it had before somebody was forgotten; empty: nobody was.
    """

    question: str
    treatment: str
    control: str
    outcomes: tuple[str, ...]
    delta: float
    level: float
    weeks: float
    wash_in: int
    looks: str
    design: str
    seed: int | None
    people: tuple[str, ...]
    phases: tuple[PlannedPhase, ...]
    exclusions: tuple[str, ...]
    power: str
    software: str
    written_on: dt.date
    first_seal: str = ""

    @property
    def begin(self) -> dt.date | None:
        """First planned day of either routine; None where there is no schedule."""
        return min((phase.start for phase in self.phases if phase.program in self.routines), default=None)

    @property
    def routines(self) -> tuple[str, str]:
        """Treatment and control."""
        return self.treatment, self.control

    @property
    def end(self) -> dt.date | None:
        """Last planned day; None where there is no schedule."""
        return max((phase.end for phase in self.phases), default=None)


@dataclass(frozen=True, slots=True)
class Preregistration(Shown):
    """A plan on record.

    Attributes
    ----------
    study
        What it says.
    text
        The Markdown file, its seal in the last line.
    """

    study: PlannedStudy
    text: str = field(repr=False)

    @property
    def seal(self) -> str:
        """The SHA-256 that the file claims; empty where it has none."""
        return read_seal(self.text)

    def verify(self) -> bool:
        """Tell whether the file is as it was sealed."""
        return is_whole(self.text)

    def save(self, path: str | Path) -> Path:
        """Write the file, private to the user; never over another.

        Raises
        ------
        ArgumentError
            There is a file with this name already: a plan on record is not written over.
        """
        file = Path(path)
        if file.exists():
            raise ArgumentError(texts.EXISTS, where=str(file), hint=texts.HINT_EXISTS)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_private(file, self.text.encode())
        return file

    def to_sentence(self) -> str:
        """Return what was put on record when, and its seal."""
        return texts.tell_record(self.study.written_on, self.seal)

    def __str__(self) -> str:
        return self.text


def preregister(
    schedule: RandomisedSchedule | None = None,
    plan: StudyPlan | None = None,
    *,
    question: str | None = None,
    outcomes: Sequence[str] = OUTCOMES,
    delta: float | None = None,
    level: float = PRIMARY_LEVEL,
    weeks: float = 8,
    wash_in: int | None = None,
    looks: str = "end",
    exclusions: Sequence[str] = (),
    treatment: str = Program.CORE_FOCUSED,
    control: str = Program.STANDARD_CRUNCH,
    written_on: dt.date | None = None,
) -> Preregistration:
    """Put a study on record before it begins.

    Parameters
    ----------
    schedule
        What chance drew; None: the phases are not fixed beforehand, which the file says.
    plan
        What it can be expected to show; None: not planned.
    question
        In one sentence; None: the usual one.
    outcomes, delta, level, weeks
        As `compare` and `compare_within` take them. `delta` None: 2 for one person, 1 for several.
    wash_in
        Days after each switch that count for neither routine; None: the schedule's, else 3.
    looks
        "end": one look after the last day; "weekly": the running verdict.
    exclusions
        Further rules by which days or people are left out, one sentence each; the package's own are in the
        file anyway.
    treatment, control
        The two programs.
    written_on
        The day; None: today.

    Raises
    ------
    ArgumentError
        An argument makes no sense, or the study has begun.
    """
    people = schedule.people if schedule else ()
    smallest = delta if delta is not None else (DELTA_BETWEEN if len(people) > 1 else DELTA_WITHIN).value
    check_delta(smallest)
    check_level(level)
    today = written_on or dt.date.today()
    if looks not in LOOKS:
        raise ArgumentError(texts.NO_SENSE, where="looks", hint=texts.HINT_LOOKS)
    unknown = [name for name in outcomes if name not in list(OUTCOMES)]
    if unknown or not set(outcomes) & set(PRIMARY_SITES):
        raise ArgumentError(texts.NO_SENSE, where="outcomes", hint=texts.HINT_OUTCOMES)
    starts = (
        [phase.start for phase in schedule.phases if phase.program in (treatment, control)]
        if schedule
        else []
    )
    if starts and min(starts) < today:
        raise ArgumentError(texts.begun(min(starts)), where="schedule", hint=texts.HINT_BEGUN)
    usual = schedule.wash_in if schedule else WASH_IN_DAYS
    study = PlannedStudy(
        question=_tidy(question) or texts.ask(treatment, control, len(people)),
        treatment=str(treatment),
        control=str(control),
        outcomes=tuple(str(name) for name in outcomes),
        delta=float(smallest),
        level=float(level),
        weeks=float(weeks),
        wash_in=usual if wash_in is None else wash_in,
        looks=looks,
        design=schedule.design if schedule else "",
        seed=schedule.seed if schedule else None,
        people=people,
        phases=schedule.phases if schedule else (),
        exclusions=tuple(filter(None, map(_tidy, exclusions))),
        power=texts.expect(plan) if plan is not None else "",
        software=__version__,
        written_on=today,
    )
    return seal_study(study)


def _tidy(text: str | None) -> str:
    """Return a person's own words on one line, without marks that would end the block of facts."""
    return " ".join((text or "").translate(_MARKS).split())


def seal_study(study: PlannedStudy) -> Preregistration:
    """Write the file of a study, and seal it."""
    facts = {"schema": SCHEMA, **_write_dates(asdict(study))}
    if not study.first_seal:
        del facts["first_seal"]
    return Preregistration(study, seal_text(texts.write_record(study), facts))


def _write_dates(tree: Any) -> Any:
    """Return a tree with its dates as ISO text."""
    if isinstance(tree, dict):
        return {key: _write_dates(branch) for key, branch in tree.items()}
    if isinstance(tree, list | tuple):
        return [_write_dates(branch) for branch in tree]
    return tree.isoformat() if isinstance(tree, dt.date) else tree


def read_preregistration(source: str | Path) -> Preregistration:
    """Read a file that `preregister` wrote, whether or not its seal still holds (see `verify`).

    Raises
    ------
    DataError
        There is no plan in the file.
    """
    text = Path(source).read_text(encoding="utf-8", errors="replace")
    return parse_preregistration(text, str(source))


def parse_preregistration(text: str, where: str = "") -> Preregistration:
    """Read a plan from its text; `where` is named in errors. See `read_preregistration`."""
    text = text.replace("\r\n", "\n")
    facts = read_facts(text) or {}
    try:
        if facts.pop("schema") != SCHEMA:
            raise KeyError("schema")
        dates = ("start", "end")
        facts["phases"] = tuple(
            PlannedPhase(**(row | {name: dt.date.fromisoformat(row[name]) for name in dates}))
            for row in facts["phases"]
        )
        facts["written_on"] = dt.date.fromisoformat(facts["written_on"])
        for name in ("outcomes", "people", "exclusions"):
            facts[name] = tuple(facts[name])
        return Preregistration(PlannedStudy(**facts), text)
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise DataError(texts.NO_RECORD, where=where, hint=texts.HINT_NO_RECORD) from problem


def find_deviations(
    prereg: Preregistration,
    book: Any = None,
    effects: Any = None,
    *,
    looked_on: dt.date | None = None,
    wash_in: int | None = None,
    people: Sequence[str] | None = None,
    since: dt.date | None = None,
) -> tuple[str, ...]:
    """Return what differs from the plan on record, one sentence each.

    Parameters
    ----------
    prereg
        The plan.
    book
        A book, its tables (a mapping with "phases"), or the table of phases; None: phases are not looked at.
    effects
        What was estimated; None: not looked at.
    looked_on
        Last day that the estimate has read; None: the last day behind one person's effects.
    wash_in
        Days after each switch that the estimate left out; None: not looked at.
    people
        Whose phases are looked at; None: everybody's who takes part.
    since
        First day that the estimate has read; None: the first of all.

    Returns
    -------
    tuple of str
        Empty where nothing differs.
    """
    study, said = prereg.study, []
    if not prereg.verify():
        said.append(texts.BROKEN)
    if study.first_seal:
        said.append(texts.somebody_forgotten(study.first_seal))
    if book is not None and study.phases:
        whose = set(study.people) if people is None else set(people) & set(study.people)
        said += _compare_phases(study, book, whose, since)
    if effects is not None:
        said += _compare_effects(study, effects)
    last = looked_on or (_find_last_day(effects) if effects is not None else None)
    if last is not None and study.end is not None and last < study.end and study.looks == "end":
        said.append(texts.looked_early(last, study.end))
    if wash_in is not None and wash_in != study.wash_in:
        said.append(texts.other_wash_in(wash_in, study.wash_in))
    if study.software != __version__:
        said.append(texts.other_software(__version__, study.software))
    return tuple(said)


def _compare_phases(
    study: PlannedStudy, book: Any, people: Collection[str], since: dt.date | None
) -> list[str]:
    table = book["phases"] if isinstance(book, Mapping) else book
    frame = table.phases() if callable(getattr(table, "phases", None)) else table
    rows = [row for row in frame.to_dicts() if row["person"] in people]
    there = {(row["person"], row["start"]): row for row in rows}
    said = []
    for phase in study.phases:
        if phase.person not in people:
            continue
        row = there.pop((phase.person, phase.start), None)
        if row is None:
            said.append(texts.phase_missing(phase))
        elif row["program"] != phase.program:
            said.append(texts.phase_changed(phase, row["program"]))
        elif row["end"] != phase.end:
            said.append(texts.phase_ended(phase, row["end"]))
        elif row["assigned"] != phase.assigned:
            said.append(texts.phase_assigned(phase, row["assigned"]))
    first, last = min(p.start for p in study.phases), study.end
    said += [
        texts.phase_added(row)
        for row in there.values()
        if (row["end"] is None or row["end"] >= first) and last is not None and row["start"] <= last
    ]
    begin = study.begin
    if begin is not None and (since is None or since < begin):
        earlier = [row for row in rows if row["program"] in study.routines and row["start"] < begin]
        said += [texts.reads_earlier(begin)] if earlier else []
    return said


def _compare_effects(study: PlannedStudy, effects: Any) -> list[str]:
    primary = list(effects.primary)
    said = []
    asked = {str(effect.outcome) for effect in primary}
    left_out = [name for name in study.outcomes if name not in asked]
    added = sorted(asked - set(study.outcomes))
    if left_out:
        said.append(texts.outcomes_missing(left_out))
    if added:
        said.append(texts.outcomes_added(added))
    first = primary[0] if primary else None
    if first is None:
        return said
    if {str(first.treatment), str(first.control)} != {study.treatment, study.control}:
        said.append(texts.other_routines(first.treatment, first.control))
    if abs(first.delta - study.delta) > 1e-9:
        said.append(texts.other_delta(first.delta, study.delta))
    levels = {e.interval.level for e in primary if e.interval is not None and e.outcome in PRIMARY_SITES}
    wrong = [level for level in sorted(levels) if abs(level - study.level) > 1e-9]
    said += [texts.other_level(level, study.level) for level in wrong]
    is_pooled = any(effect.method == METHOD_POOLED for effect in primary)
    if len(study.people) > 1 and study.design in POOLED and not is_pooled:
        said.append(texts.OTHER_MODEL)
    elif not is_pooled and abs(first.horizon - study.weeks) > 1e-9:
        said.append(texts.other_weeks(first.horizon, study.weeks))
    return said


def _find_last_day(effects: Any) -> dt.date | None:
    """Return the last day that entered one person's effects."""
    days = [
        effect.fit.day[effect.fit.seen].max() for effect in effects.primary if hasattr(effect.fit, "seen")
    ]
    return dt.date(1970, 1, 1) + dt.timedelta(days=int(max(days))) if days else None
