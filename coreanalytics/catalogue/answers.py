"""Answers: what the matcher says of a name, and from where on it is sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coreanalytics.catalogue.exercise_table import NOT_CORE
from coreanalytics.catalogue.meanings import Meaning

CERTAIN: Final = 90.0  #: from this score on, a name that differs by slips of the pen alone is matched (ours)
DOUBTFUL: Final = 75.0  #: from this score on, a name is near enough to ask about (ours)
MARGIN: Final = 5.0  #: lead of a match over the next exercise, in points of score (ours)

#: Candidates shown for a doubtful name.
MAX_CANDIDATES: Final = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """Scores, 0-100, from which a name is matched or asked about, and the lead that a match must have."""

    certain: float = CERTAIN
    doubtful: float = DOUBTFUL
    margin: float = MARGIN


@dataclass(frozen=True, slots=True)
class Answer:
    """What one name means: the columns of `names.MATCHES` that the matcher decides on."""

    status: str
    exercise: str | None = None
    score: float = 100.0
    candidates: tuple[str, ...] = ()


def say(meaning: Meaning, score: float, status: str = "matched") -> Answer:
    """Turn the meaning of a name into an answer; only a sure meaning is decided."""
    if not meaning.targets:
        return Answer("unmapped", score=score)
    if not meaning.sure:
        return Answer("doubtful", score=score, candidates=meaning.targets[:MAX_CANDIDATES])
    target = meaning.targets[0]
    if target != NOT_CORE:
        return Answer(status, target, score)
    return Answer("alias" if status == "alias" else NOT_CORE, score=score)
