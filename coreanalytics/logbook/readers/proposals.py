"""Proposals: what the columns of a table that no reader knows are likely to be, to be looked over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from coreanalytics.errors import QuestionError
from coreanalytics.logbook.readers import mapping_texts as texts
from coreanalytics.logbook.readers import texts as reader_texts
from coreanalytics.logbook.readers.base import Options, TextTable
from coreanalytics.logbook.readers.foreign_contents import Contents, look_at
from coreanalytics.logbook.readers.foreign_headings import (
    Guess,
    guess_scale,
    guess_target,
    is_timestamp,
    simplify,
)
from coreanalytics.logbook.readers.foreign_words import CHOICES
from coreanalytics.logbook.readers.mapping import TableMapping, name_columns
from coreanalytics.logbook.readers.meanings import IGNORED, WORDS, Meaning
from coreanalytics.logbook.readers.proposed_sets import (
    Proposal,
    find_exercises,
    propose_measure,
    propose_unit,
)
from coreanalytics.logbook.readers.targets import OF_A_PHASE, OF_A_PLACE, OF_A_SET, SAFETY, find_target
from coreanalytics.vocabulary import GaveOut

_BOX: Final = re.compile(r"(?s)(.+?)(?:___| \(choice=)(.+?)\)?")
_REDCAP: Final = re.compile(r"redcap_.*|.*_complete|event name|repeat (instrument|instance)|complete\?")
_STAMP: Final = re.compile(r".*_timestamp|survey timestamp")
#: A rating up to here, among ratings up to 10, is a slip rather than a scale of 0 to 100.
_MOST_SLIPS: Final = 20
_BIRTH: Final = re.compile(r"birth|geburt|nacimiento|naissance|nascita|nascimento|dogum|dob")
_SESSION_WORDS: Final = re.compile(
    r"session|workout|training|einheit|sesion|seance|treino|allenamento|antrenman"
)


class MappingQuestion(QuestionError):  # noqa: N818  a question, as its base is
    """Which column of a table is what.

    Parameters
    ----------
    table
        The table.
    proposals
        What is likely, one a column.
    """

    def __init__(self, table: TextTable, proposals: Sequence[Proposal]) -> None:
        super().__init__(
            reader_texts.unknown_format(reader_texts.shown(table.header)),
            where=table.name,
            hint=texts.TELL_COLUMNS,
            asks="mapping",
        )
        self.proposals = tuple(proposals)

    @property
    def is_dated(self) -> bool:
        """Whether a column is likely to be the date, without which no table is a log."""
        return any(p.meaning.target in ("date", "moment", "start") for p in self.proposals)

    @property
    def mapping(self) -> TableMapping:
        """What is proposed, as a whole; it need not be complete."""
        return TableMapping({proposal.name: proposal.meaning for proposal in self.proposals})


def ask_for_mapping(table: TextTable, options: Options) -> MappingQuestion:
    """Return the question which column of a table is what, with proposals."""
    return MappingQuestion(table, propose_meanings(table, options))


def propose_meanings(table: TextTable, options: Options) -> tuple[Proposal, ...]:
    """Return what each column of a table is likely to be, from its heading and its values."""
    names = name_columns(table.header)
    contents = [look_at(table.frame[f"c{place}"], options.severity) for place in range(len(names))]
    guesses = [guess_target(name) for name in names]
    redcap = any(_REDCAP.fullmatch(name.strip().lower()) for name in names if not name.endswith("_complete"))
    long = any(guess and guess.target == "exercise" for guess in guesses)
    found = [
        _propose(name, guess, content, long=long)
        for name, guess, content in zip(names, guesses, contents, strict=True)
    ]
    if redcap:
        found = [_propose_redcap(proposal, place) for place, proposal in enumerate(found)]
    found = _choose_dates(found, contents, table.frame.height)
    found = _choose_person(found, contents, keep=redcap)
    if not long:
        found = find_exercises(found, contents)
    return tuple(_drop_repeats(_drop_incomplete(found)))


def _propose(name: str, guess: Guess | None, content: Contents, *, long: bool) -> Proposal:
    """Propose from a heading and its values alone."""
    box = _BOX.fullmatch(name)
    if box is not None:
        return _propose_box(name, box[1], box[2], content)
    proposal = Proposal(name, IGNORED, content.examples, "" if guess else texts.NOT_KNOWN)
    if long:
        measured = propose_measure(name)
        if measured is not None:
            return replace(proposal, meaning=measured, note="")
        if guess is not None and guess.target == "session_rpe" and not _SESSION_WORDS.search(simplify(name)):
            guess = Guess("rpe")
    if guess is None or guess.target == "ignore":
        return replace(proposal, note=guess.note if guess else texts.NOT_KNOWN)
    target = find_target(guess.target)
    meaning = Meaning(guess.target)
    note = guess.note
    if target is not None and target.is_rated:
        scale, check = _propose_scale(name, content, rating=target.kind == "rating")
        meaning, note = replace(meaning, scale=scale), note or check
    return replace(
        proposal, meaning=replace(meaning, unit=propose_unit(name, guess.target, content)), note=note
    )


def _propose_scale(name: str, content: Contents, *, rating: bool) -> tuple[str | None, str]:
    named = guess_scale(name)
    if named == "0-10" and not (rating and content.has_fractions):
        return None, ""  # the scale of the table: whatever lies outside of it is a slip, and is set aside
    if named is not None:
        return named, ""
    if rating and content.levels >= 0.5:
        return WORDS, ""
    if content.numbers < 0.5 or content.most is None:
        return None, ""
    if _MOST_SLIPS < content.most <= 100:
        return "0-100", texts.CHECK_SCALE
    return ("0-10", "") if rating and content.has_fractions and content.most <= 10 else (None, "")


def _propose_box(name: str, question: str, choice: str, content: Contents) -> Proposal:
    """Propose for a box to tick, as REDCap writes it: the question, and one of its choices."""
    guess = guess_target(question)
    target = guess.target if guess else ""
    word = simplify(choice)
    value: str | None = None
    if target in SAFETY or target == "analgesic":
        value = "no" if word in ("no", "none", "nein", "keine", "non", "ninguno", "nessuno") else "yes"
    elif target == "gave_out_first":
        known = {**CHOICES[target], **{simplify(code): str(code) for code in GaveOut}}
        value = known.get(word)
    if value is None:
        return Proposal(name, IGNORED, content.examples, texts.NOT_KNOWN)
    return Proposal(name, Meaning(target, value=value), content.examples)


def _propose_redcap(proposal: Proposal, place: int) -> Proposal:
    """A record is a person; what REDCap itself adds is not read."""
    name = proposal.name.strip().lower()
    if place == 0:
        return replace(proposal, meaning=Meaning("person"), note="")
    if _STAMP.fullmatch(name):
        return replace(proposal, meaning=Meaning("moment"), note="")
    if _REDCAP.fullmatch(name):
        return replace(proposal, meaning=IGNORED, note="")
    return proposal


def _choose_dates(found: Sequence[Proposal], contents: Sequence[Contents], records: int) -> list[Proposal]:
    """Settle which column is the day and which is day and time: headings first, then what stands in them."""
    chosen = list(found)
    open_ = [
        place
        for place, proposal in enumerate(found)
        if not _BIRTH.search(simplify(proposal.name))
        and (contents[place].dates >= 0.6 or (not records and proposal.meaning.target in ("date", "moment")))
        and proposal.meaning.target in ("date", "moment", "time", "timing", "ignore")
    ]
    open_.sort(key=lambda place: (chosen[place].meaning.is_ignored, place))
    free = {"date", "moment"}
    for place in open_:
        target = "moment" if contents[place].has_clocks or is_timestamp(chosen[place].name) else "date"
        if target in free:
            free.discard(target)
            chosen[place] = replace(chosen[place], meaning=Meaning(target), note="")
        else:
            chosen[place] = replace(chosen[place], meaning=IGNORED, note=texts.SAME_AS)
    dated = set(open_)
    for place, proposal in enumerate(chosen):
        target = proposal.meaning.target
        unfit = target in ("date", "moment") and place not in dated
        clockless = target == "time" and (contents[place].clocks < 0.6 or "date" in free)
        if unfit or clockless:
            chosen[place] = replace(proposal, meaning=IGNORED, note=texts.NOT_KNOWN)
    return chosen


def _choose_person(found: Sequence[Proposal], contents: Sequence[Contents], *, keep: bool) -> list[Proposal]:
    """A column that differs in every row counts records, not people."""
    return [
        replace(proposal, meaning=IGNORED, note=texts.ALL_DIFFER)
        if proposal.meaning.target == "person" and content.all_differ and not keep
        else proposal
        for proposal, content in zip(found, contents, strict=True)
    ]


def _drop_incomplete(found: Sequence[Proposal]) -> list[Proposal]:
    """Leave out what makes no sense without a column that is not there."""
    targets = {proposal.meaning.target for proposal in found}
    wide = any(proposal.meaning.exercise for proposal in found)
    dropped: dict[str, str] = {}
    if not {"start", "program"} <= targets or {"date", "moment"} & targets:
        dropped |= dict.fromkeys(OF_A_PHASE, texts.NOT_KNOWN)
    if not ("site" in targets and {"intensity", "red_flag"} & targets):
        dropped |= dict.fromkeys(OF_A_PLACE - {"timing"}, texts.WHICH_PLACE)
    if "exercise" not in targets and not wide:
        dropped |= dict.fromkeys(OF_A_SET, texts.NO_EXERCISE_COLUMN)
    if not targets & (OF_A_SET | {"session_rpe", "gave_out_first", "abs_felt", "minutes"}):
        dropped["title"] = texts.NOT_KNOWN
    if "site" not in targets and "exercise" not in targets:
        dropped["side"] = texts.NOT_KNOWN
    return [
        replace(proposal, meaning=IGNORED, note=dropped[proposal.meaning.target])
        if proposal.meaning.target in dropped and proposal.meaning.exercise is None
        else proposal
        for proposal in found
    ]


def _drop_repeats(found: Sequence[Proposal]) -> list[Proposal]:
    """Keep of several columns that seem to be the same the first."""
    first: dict[Any, Proposal] = {}
    chosen = []
    for proposal in found:
        told = proposal.meaning
        other = first.setdefault(told.place, proposal)
        both = told.target in SAFETY or (told.value is not None and other.meaning.value is not None)
        if told.is_ignored or other is proposal or both:
            chosen.append(proposal)
        else:
            chosen.append(replace(proposal, meaning=IGNORED, note=texts.SAME_AS))
    return chosen
