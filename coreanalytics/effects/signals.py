"""What makes somebody worth a look: frozen results that tell themselves in sentences (see `attention`)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from coreanalytics.effects import texts
from coreanalytics.effects.log_gaps import GapRules
from coreanalytics.effects.results import Interval

LEVEL: Final = 0.95  #: of the range around a shrunk change
_NORMAL: Final = 1.959963984540054  #: its normal quantile


@dataclass(frozen=True, slots=True)
class SiteSignal:
    """One person's change of late at one site.

    Attributes
    ----------
    site
        A `vocabulary.Site` as text.
    recent, before
        Mean score of the last two weeks, and of the four weeks before, 0-10; None without a report.
    n_recent, n_before
        Reported days.
    change, se
        `recent` minus `before` as reported, and its standard error, points; None where too few days were
        reported.
    shrunk, shrunk_sd
        The change drawn towards everybody's, and its posterior SD; where there is no cohort, as reported.
    probability
        Posterior probability that the true change exceeds `AttentionRules.rise`.
    worsening
        Whether that passes the limit; None where too few days were reported.
    """

    site: str
    recent: float | None
    before: float | None
    n_recent: int
    n_before: int
    change: float | None
    se: float | None
    shrunk: float | None
    shrunk_sd: float | None
    probability: float | None
    worsening: bool | None

    @property
    def interval(self) -> Interval | None:
        """Range of the shrunk change; None where there is none."""
        if self.shrunk is None or self.shrunk_sd is None:
            return None
        half = _NORMAL * self.shrunk_sd
        return Interval(self.shrunk - half, self.shrunk + half, LEVEL)


@dataclass(frozen=True, slots=True)
class Signal:
    """What makes one person worth a look.

    Attributes
    ----------
    person, until
        Who, and the day of the look.
    sites
        Their change of late at each primary site.
    cohort
        People whose changes this one was drawn towards; 0: there were too few, and nothing was shrunk.
    days_silent, days_idle
        Days since the last report and since the last training; None: never.
    reporting_rate
        Share of the last four weeks' days (or of those since the first log) with a report, 0-1.
    days_since_best
        Days since the last new best in any of the five moves; None: never measured.
    silent
        No report for a week or more, while no phase is known to be over.
    inactive
        Silent, and no training either for as long.
    stalled
        Training the five moves as usual without a new best for four weeks; None: not training as usual.
    same_answer
        Whether the last reports all give the same scores, not all 0.
    finished
        Whether the last phase was over before the day of the look.
    reasons
        What makes them worth a look, the most urgent first: ``worsening``, ``inactive``, ``silent``,
        ``stalled``, ``same_answer``.
    """

    person: str
    until: dt.date
    sites: tuple[SiteSignal, ...]
    cohort: int
    days_silent: int | None
    days_idle: int | None
    reporting_rate: float
    days_since_best: int | None
    silent: bool
    inactive: bool
    stalled: bool | None
    same_answer: bool
    finished: bool
    reasons: tuple[str, ...]

    @property
    def worsening(self) -> bool:
        """Whether discomfort may have risen at any site."""
        return "worsening" in self.reasons

    @property
    def worst(self) -> SiteSignal | None:
        """The site that most likely rose; None where no site has reports enough."""
        told = [one for one in self.sites if one.probability is not None]
        return max(told, key=lambda one: one.probability or 0.0, default=None)

    def to_sentences(self, same_reports: int = GapRules().same_reports) -> tuple[str, ...]:
        """Return one sentence a reason, the most urgent first."""
        told = {
            "inactive": texts.tell_silence(self.days_silent, is_training=False),
            "silent": texts.tell_silence(self.days_silent, is_training=True),
            "stalled": texts.tell_stall(self.days_since_best or 0),
            "same_answer": texts.tell_same(same_reports),
        }
        return tuple(told[reason] if reason in told else self._tell_rise() for reason in self.reasons)

    def _tell_rise(self) -> str:
        rises = [
            texts.tell_rise(
                one.site, one.shrunk, (one.interval.low, one.interval.high), LEVEL, alone=not self.cohort
            )
            for one in self.sites
            if one.worsening and one.shrunk is not None and one.interval is not None
        ]
        return " ".join([*rises, *([] if self.cohort else [texts.NO_COHORT])])
