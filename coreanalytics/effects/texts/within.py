"""One person compared with themselves, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.texts.names import PER_WEEK, program_name, site_name, weeks_text
from coreanalytics.effects.verdicts import Verdict, small_difference_likely
from coreanalytics.vocabulary import DELTA_WITHIN

if TYPE_CHECKING:
    from coreanalytics.effects.results import Effect, Interval

RANDOMISATION: Final = "randomisation test"
WITHIN_QUIET: Final = "No ab routine should change this site, and the range holds 0, as it should."
WITHIN_LOUD: Final = (
    "No ab routine should change this site, yet the range leaves out 0: something other than the routine may "
    "have changed along with it."
)
BETTER_DESIGN: Final = "randomised two-week blocks would"
COURSE_NOT_SEEN: Final = (
    "How a difference grows within phases cannot be told from a change over time unless each routine comes "
    f"in two phases or more that alternate: this design cannot answer this; {BETTER_DESIGN}"
)
COURSE_TOO_FEW: Final = "The reported days do not carry the lines within phases that this needs"
NO_NOISE_WITHIN: Final = (
    "The scores that count are all the same, so there is nothing to judge a difference by"
)
ONE_SWITCH: Final = (
    "With one switch, a slow drift, or anything else that changed at about the same time, counts as a "
    "difference between the routines."
)
ONE_SWITCH_TREND: Final = (
    "With one switch a straight trend and the difference can hardly be told apart: the range leans on the "
    "trend being straight."
)
NO_DRAW: Final = "No randomisation test: "
WINDOW_UNKNOWN: Final = "the dates among which the day of the switch was drawn are not known"
SCHEDULE_UNKNOWN: Final = "it is not known how the order of the phases was drawn"
SCHEDULES_DIFFER: Final = "the phases were drawn in different ways"
BLOCKS_UNEQUAL: Final = "the phases are not equally long blocks that could have changed places"
PAIRS_BROKEN: Final = "the phases do not come in pairs that hold both routines"
START_NEEDS_ONE_SWITCH: Final = "a drawn day of the switch needs two phases with one switch between them"
START_OUTSIDE: Final = "the switch does not lie within the dates that it was drawn from"


def tell_within(effect: Effect) -> str:
    """Return one person's answered effect as a paragraph, without the cautions."""
    parts = (
        _tell_within_size(effect),
        _tell_within_yardstick(effect),
        _tell_within_basis(effect),
        *(aside.sentence for aside in effect.asides),
    )
    return " ".join(part for part in parts if part)


def _tell_within_size(effect: Effect) -> str:
    treatment, control = program_name(effect.treatment), program_name(effect.control)
    estimate, site = effect.estimate or 0.0, site_name(effect.outcome)
    span = _within_range(effect)
    if effect.contrast == "difference_in_slope":
        size = words.number(abs(estimate), 2)
        if size == words.number(0.0, 2):
            return (
                f"{site}: within phases, scores moved about the same on {treatment} as on {control} ({span})."
            )
        way = "lower" if estimate < 0 else "higher"
        return (
            f"{site}: within phases, scores moved {size} points a week {way} on {treatment} than on "
            f"{control} ({span})."
        )
    is_none = words.number(estimate, 1) == words.number(0.0, 1)
    size = "about the same" if is_none else f"{words.points(estimate)} {'less' if estimate < 0 else 'more'}"
    when = f" {weeks_text(effect.horizon)} into a phase" if effect.contrast == "difference_at_horizon" else ""
    return (
        f"{site}:{when} {size} on {treatment} {'as' if is_none else 'than'} on {control} "
        f"({span}; 0–10 scale)."
    )


def _within_range(effect: Effect) -> str:
    interval = effect.interval
    if interval is None:
        return "no range"
    kind = "weekly " if effect.interval_kind == "running" else ""
    if effect.unit == PER_WEEK:
        span = words.span(interval.low, interval.high, 2, (0.0,))
    else:
        marks = (0.0,) if effect.verdict is None else (-effect.delta, 0.0, effect.delta)
        span = words.span(interval.low, interval.high, 1, marks)
    return f"{words.percent(interval.level)} {kind}range {span}"


def _tell_within_yardstick(effect: Effect) -> str:
    interval = effect.interval
    if interval is None or effect.contrast != "difference_of_phase_means":
        return ""
    if effect.outcome == "control":
        return WITHIN_QUIET if 0 in interval else WITHIN_LOUD
    if effect.verdict is None:
        return ""
    return " ".join(part for part in (_tell_within_verdict(effect, interval), _tell_cause(effect)) if part)


def _tell_within_verdict(effect: Effect, interval: Interval) -> str:
    yardstick = name_own_yardstick(effect.delta)
    if effect.verdict in (Verdict.LOWER_MATTERS, Verdict.HIGHER_MATTERS):
        return f"That is {effect.verdict} ({yardstick})."
    if effect.verdict == Verdict.NO_DIFFERENCE:
        small = (
            " A small difference is likely." if small_difference_likely(interval.low, interval.high) else ""
        )
        return f"That is no difference that matters: it is smaller than {yardstick}.{small}"
    if effect.verdict in (Verdict.LOWER, Verdict.HIGHER):
        return (
            f"That is {effect.verdict}; whether by an amount that matters ({yardstick}) cannot be told yet."
        )
    is_low, is_high = interval.low <= -effect.delta, interval.high >= effect.delta
    doubt = (
        f"the range allows for a difference that matters in either direction ({yardstick})."
        if is_low and is_high
        else "the range allows for no difference at all as well as for scores "
        f"{'lower' if is_low else 'higher'} by an amount that matters ({yardstick})."
    )
    return f"Whether there is a difference cannot be told yet: {doubt} {_tell_days_needed(effect)}".strip()


def _tell_days_needed(effect: Effect) -> str:
    """Return what would settle it: more days, or a better design."""
    count = getattr(effect.fit, "count_days_needed", None)
    if count is None or effect.interval is None:
        return ""
    need: int | None = count(effect.interval.level, effect.delta)
    is_blocks = bool(getattr(effect.fit, "alternates", False))
    design = "" if is_blocks else f" {words.sentence(BETTER_DESIGN + ' need fewer')}"
    if need is None:
        better = "" if is_blocks else f"; {BETTER_DESIGN} be the better way to ask"
        return f"At the present noise, more days like these would hardly settle it{better}."
    return (
        f"About {words.count(_round_days(need), 'more reported day')} on each routine, at the present noise, "
        f"would settle it whichever way it falls.{design}"
    )


def _round_days(amount: int) -> int:
    """Round up to about two figures: more would be false precision."""
    step = 1 if amount < 20 else 5 if amount < 100 else 10
    return -(-amount // step) * step


def _tell_cause(effect: Effect) -> str:
    """Return causal words, which only randomised phases with a clear direction earn.

    One switch earns none, however its date was drawn: whatever changed at about that time counts too.
    """
    if effect.design != "one person, randomised" or not getattr(effect.fit, "alternates", False):
        return ""
    lower = effect.verdict in (Verdict.LOWER_MATTERS, Verdict.LOWER)
    if not lower and effect.verdict not in (Verdict.HIGHER_MATTERS, Verdict.HIGHER):
        return ""
    return (
        "The phases were assigned at random, so this speaks for the routine itself: compared with "
        f"{program_name(effect.control)}, following {program_name(effect.treatment)} "
        f"{'helps' if lower else 'hurts'} this person."
    )


def name_own_yardstick(delta: float) -> str:
    """Return the yardstick for one person with whose it is."""
    owner = "the published yardstick for back pain" if delta == DELTA_WITHIN.value else "the yardstick given"
    return f"{words.points(delta, 2)}, {owner}"


def _tell_within_basis(effect: Effect) -> str:
    days = [
        f"{words.number(n, 0)} on {program_name(program)}" for program, n in effect.days_by_program.items()
    ]
    return f"One person, reported days: {words.listing(days)}; {effect.method}."


def name_within_method(wash_in: int, trend: bool, is_course: bool) -> str:
    """Return the name of the model in a few words."""
    what = "lines within phases" if is_course else "phase means"
    after = f" after the first {words.count(wash_in, 'day')} of each" if wash_in else ""
    line = " with a common trend" if trend or is_course else ""
    return f"{what}{after}{line}; the range allows for days that resemble their neighbours"


def refuse_few_days(
    means: Mapping[str, tuple[float, int]], required: int, dropped: Sequence[int], minimum: int
) -> str:
    """Show what is there and say how many reported days are missing; means: program to (mean, days)."""
    shown = [
        f"{words.number(days, 0)} on {program_name(program)}"
        + (f" (mean {words.number(mean)})" if days else "")
        for program, (mean, days) in means.items()
    ]
    missing = [
        f"{words.number(required - days, 0)} more on {program_name(program)}"
        for program, (_, days) in means.items()
        if days < required
    ]
    short = f" {warn_dropped(dropped, minimum)}" if dropped else ""
    return (
        f"Too few reported days that count: {words.listing(shown)}, and each routine needs at least "
        f"{required}, that is {words.listing(missing)}.{short}"
    )


def refuse_horizon(weeks: float, longest: float) -> str:
    """Say that the horizon is never seen under both routines."""
    return (
        f"Both routines are seen for the first {words.count(int(7 * longest + 1.5), 'day')} of a phase at "
        f"most, so {weeks_text(weeks)} into a phase are never seen under both: ask for an earlier week"
    )


def refuse_no_program(person: str, treatment: str, control: str) -> str:
    """Say that somebody has followed neither routine."""
    return f"{person} has no phase of {program_name(treatment)} or {program_name(control)}"


HINT_NO_PROGRAM: Final = "add a phases table that says from when to when each routine was followed"


def warn_within_design(design: str) -> str:
    """Say what keeps the difference from being the routine's doing; empty where randomised."""
    if design == "one person, not randomised":
        return (
            "When to follow which routine was chosen rather than drawn at random, so whatever led to the "
            "choice may also be behind a difference."
        )
    if design == "one person, inferred from the sets logged":
        return (
            "Which routine was followed when was inferred from the sets logged, so whatever led to the "
            "change may also be behind a difference."
        )
    return ""


def warn_persistent(rho: float) -> str:
    """Say that days resemble their neighbours very much."""
    return (
        f"Days resemble their neighbours very much here (autocorrelation {words.number(rho, 2)}), so take "
        "the range as rather too short."
    )


def warn_dropped(phases: Sequence[int], minimum: int) -> str:
    """Say which phases do not enter."""
    if not phases:
        return ""
    names = words.listing(words.number(number, 0) for number in phases)
    verb = "does" if len(phases) == 1 else "do"
    return (
        f"{words.plural(len(phases), 'Phase')} {names} {verb} not count: fewer than {minimum} reported days "
        "after wash-in."
    )


def warn_began_before(program: str) -> str:
    """Say that the first phase began before the first log."""
    return (
        f"{words.sentence(program_name(program)).rstrip('.')} had begun before the first log, so how long "
        "they had been followed by then is not known."
    )


def warn_other_days(days: int) -> str:
    """Count the days in between that belong to neither routine."""
    if not days:
        return ""
    verb = "belongs" if days == 1 else "belong"
    is_are = "is" if days == 1 else "are"
    return f"{words.count(days, 'day')} in between {verb} to neither routine and {is_are} not compared."


def warn_borrowed() -> str:
    """Say where the yardstick of the thigh root comes from."""
    return DELTA_WITHIN.caution


def refuse_schedules(possible: int, needed: int) -> str:
    """Say that chance could have drawn too few schedules."""
    return (
        f"only {words.count(possible, 'schedule')} could have been drawn, and at least {needed} are needed "
        "for a rare one to be rare"
    )


def tell_randomisation(
    p: float | None, tried: int, possible: int, refusal: str, least: float | None = None
) -> str:
    """Say how rare so large a difference would be among the schedules, or why that cannot be said."""
    if p is None:
        return f"{NO_DRAW}{refusal}."
    which = (
        f"all {words.number(possible, 0)} schedules"
        if tried == possible
        else f"{words.number(tried, 0)} of the schedules"
    )
    told = (
        "Had the routines done nothing, a difference at least this large, for its noise, would come out "
        f"under {words.percent(p)} of {which} that could have been drawn."
    )
    if least is None or least <= 0.05:
        return told
    few = f"With so few schedules the share cannot be less than {words.percent(least)}: draw more blocks."
    return f"{told} {few}"


def tell_overlap(nap: float, tau: float, baseline: int, treatment: int, improvement: str) -> str:
    """Say how far two phases overlap, without inference."""
    better = "lower" if improvement == "decrease" else "higher"
    return (
        f"Of all pairs of one day of each routine, the treatment's is {better}, that is better, in "
        f"{words.percent(nap, 0)} (ties count half; Tau {words.trimmed(tau, 2)}; "
        f"{words.count(treatment, 'day')} against {words.number(baseline, 0)}). This describes these days "
        "and says nothing of others."
    )
