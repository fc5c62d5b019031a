"""One effect as a paragraph: size, range, yardstick, cause, basis, in that order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.texts.names import PER_WEEK, program_name, site_name, weeks_text
from coreanalytics.effects.texts.pooling import METHOD_POOLED, tell_pooled
from coreanalytics.effects.texts.within import tell_within
from coreanalytics.effects.verdicts import Verdict, count_people_needed, small_difference_likely
from coreanalytics.vocabulary import DELTA_BETWEEN

if TYPE_CHECKING:
    from coreanalytics.effects.results import Effect, Interval

NOT_AN_EFFECT: Final = (
    "A change from before to after is not an effect: people often begin when it hurts most, and scores "
    "then fall by themselves."
)
CONTROL_QUIET: Final = "No ab routine should change this site, and the range holds 0, as it should."
CONTROL_LOUD: Final = (
    "No ab routine should change this site, yet the range leaves out 0: the groups may differ in "
    "something other than the routine."
)
MORE_THAN_MANY: Final = "More people than such a study can find would be needed to settle it."


def tell_effect(effect: Effect, *, cautions: bool = True) -> str:
    """Return one effect as a paragraph."""
    if effect.refusal:
        told = f"{site_name(effect.outcome)}: no answer. {words.sentence(effect.refusal)}"
    elif effect.person is not None:
        told = tell_within(effect)
    elif effect.method == METHOD_POOLED:
        told = tell_pooled(effect)
    else:
        told = " ".join(
            part for part in (_tell_size(effect), _tell_yardstick(effect), _tell_basis(effect)) if part
        )
    return " ".join((told, *effect.warnings)) if cautions else told


def tell_effects(effects: Sequence[Effect], warnings: Sequence[str]) -> str:
    """Return one paragraph per effect, then the cautions once each."""
    paragraphs = [tell_effect(effect, cautions=False) for effect in effects]
    if warnings:
        paragraphs.append("Please note: " + " ".join(warnings))
    return "\n\n".join(paragraphs)


def name_warning(outcome: str, warning: str) -> str:
    """Return a caution with the site that it is about, where it does not hold for all."""
    return f"{site_name(outcome)}: {warning}"


def _tell_size(effect: Effect) -> str:
    contrast = effect.contrast
    if contrast == "difference_at_horizon":
        return _tell_difference(effect)
    return _tell_slope(effect) if contrast == "difference_in_slope" else _tell_change(effect)


def _tell_difference(effect: Effect) -> str:
    treatment, control = program_name(effect.treatment), program_name(effect.control)
    size = _more_or_less(effect.estimate or 0.0)
    adjusted = ", adjusted for where each began" if effect.adjusted else ""
    return (
        f"{site_name(effect.outcome)}: after {weeks_text(effect.horizon)} people on {treatment} reported "
        f"{size[0]} ({range_text(effect)}; 0–10 scale) {size[1]} people on {control}{adjusted}."
    )


def _tell_slope(effect: Effect) -> str:
    adjusted = ", adjusted for where each began" if effect.adjusted else ""
    size = words.number(abs(effect.estimate or 0.0), 2)
    is_none = size == words.number(0.0, 2)
    way = "lower" if (effect.estimate or 0.0) < 0 else "higher"
    moved = "about the same" if is_none else f"{size} points a week {way}"
    return (
        f"{site_name(effect.outcome)}: over {weeks_text(effect.horizon)} scores moved {moved} on "
        f"{program_name(effect.treatment)} {'as' if is_none else 'than'} on "
        f"{program_name(effect.control)} ({range_text(effect)}){adjusted}."
    )


def _tell_change(effect: Effect) -> str:
    arm = effect.treatment if effect.contrast == "own_change_treatment" else effect.control
    size = _more_or_less(effect.estimate or 0.0)
    return (
        f"{site_name(effect.outcome)}: after {weeks_text(effect.horizon)} people on {program_name(arm)} "
        f"reported {size[0]} ({range_text(effect)}; 0–10 scale) {size[1]} in their own run-in. "
        f"{NOT_AN_EFFECT}"
    )


def _more_or_less(estimate: float) -> tuple[str, str]:
    """Return ("0.7 points less", "than") or ("about the same", "as")."""
    if words.number(estimate, 1) == words.number(0.0, 1):
        return "about the same", "as"
    return f"{words.points(estimate)} {'less' if estimate < 0 else 'more'}", "than"


def range_text(effect: Effect) -> str:
    """Return "97.5 % range −1.3 to −0.1"."""
    interval = effect.interval
    if interval is None:
        return "no range"
    kind = "weekly " if effect.interval_kind == "running" else ""
    return f"{words.percent(interval.level)} {kind}range {interval_text(effect, interval)}"


def interval_text(effect: Effect, interval: Interval) -> str:
    """Return "−1.3 to −0.1", with as many decimals as its side of 0 and of the yardstick needs."""
    if effect.unit == PER_WEEK:
        return words.span(interval.low, interval.high, 2, (0.0,))
    # only a range that is judged is held against the yardstick
    is_judged = effect.contrast == "difference_at_horizon" and effect.verdict is not None
    landmarks = (-effect.delta, 0.0, effect.delta) if is_judged else (0.0,)
    return words.span(interval.low, interval.high, 1, landmarks)


def _tell_yardstick(effect: Effect) -> str:
    if effect.interval is None or effect.contrast != "difference_at_horizon":
        return ""
    if effect.outcome == "control":
        return CONTROL_QUIET if 0 in effect.interval else CONTROL_LOUD
    if effect.verdict is None:
        return ""
    return " ".join(part for part in (_tell_verdict(effect, effect.interval), _tell_cause(effect)) if part)


def _tell_verdict(effect: Effect, interval: Interval) -> str:
    yardstick = name_yardstick(effect.delta)
    low, high = interval.low, interval.high
    if effect.verdict in (Verdict.LOWER_MATTERS, Verdict.HIGHER_MATTERS):
        return f"That is {effect.verdict} ({yardstick})."
    if effect.verdict == Verdict.NO_DIFFERENCE:
        small = " A small difference is likely." if small_difference_likely(low, high) else ""
        return f"That is no difference that matters: it is smaller than {yardstick}.{small}"
    if effect.verdict in (Verdict.LOWER, Verdict.HIGHER):
        return (
            f"That is {effect.verdict}; whether by an amount that matters ({yardstick}) cannot be told yet."
        )
    doubt = f"Whether there is a difference cannot be told yet: {_tell_doubt(effect, interval)}"
    return f"{doubt} {_tell_need(effect)}".strip()


def _tell_doubt(effect: Effect, interval: Interval) -> str:
    yardstick = name_yardstick(effect.delta)
    is_low, is_high = interval.low <= -effect.delta, interval.high >= effect.delta
    if is_low and is_high:
        return f"the range allows for a difference that matters in either direction ({yardstick})."
    side = "lower" if is_low else "higher"
    return (
        f"the range allows for no difference at all as well as for scores {side} by an amount that "
        f"matters ({yardstick})."
    )


def _tell_need(effect: Effect) -> str:
    if effect.se is None or effect.df is None or effect.interval is None:
        return ""
    now = effect.n_people_in_all
    need = count_people_needed(effect.se, effect.df, now, effect.interval.level, effect.delta)
    if need is None:
        return MORE_THAN_MANY
    more = round_up(need - now)
    return (
        f"About {words.count(more, 'more person', 'more people')}, at the present noise and in the same "
        "proportion, would settle it whichever way it falls."
    )


def round_up(amount: int) -> int:
    """Round up to about two figures: more would be false precision."""
    step = 1 if amount < 20 else 10 ** (len(str(amount)) - 2) * (5 if amount < 100 else 1)
    return -(-amount // step) * step


def _tell_cause(effect: Effect) -> str:
    """Return causal words, which only randomised routines with a clear direction earn."""
    if not str(effect.design).endswith(", randomised"):
        return ""
    lower = effect.verdict in (Verdict.LOWER_MATTERS, Verdict.LOWER)
    if not lower and effect.verdict not in (Verdict.HIGHER_MATTERS, Verdict.HIGHER):
        return ""
    word = "helps" if lower else "hurts"
    return (
        "The routines were assigned at random, so this speaks for the routine itself: compared with "
        f"{program_name(effect.control)}, following {program_name(effect.treatment)} {word}."
    )


def name_yardstick(delta: float) -> str:
    """Return the yardstick with whose it is."""
    owner = "our yardstick" if delta == DELTA_BETWEEN.value else "the yardstick given"
    return f"{words.points(delta, 2)}, {owner}"


def _tell_basis(effect: Effect) -> str:
    if str(effect.design).startswith("people who changed routine"):
        parts = [f"{words.number(n, 0)} on {program_name(arm)}" for arm, n in effect.n_people.items()]
        people = f"{words.listing(parts)}, some of them on both"
        return f"{people}, {words.count(effect.n_days, 'reported day')}, {effect.method}."
    sizes = words.listing(words.number(n, 0) for n in effect.n_people.values())
    people = words.plural(sum(effect.n_people.values()), "person", "people")
    return f"{sizes} {people}, {words.count(effect.n_days, 'reported day')}, {effect.method}."


# mean lines
NO_MEAN_LINES: Final = "no lines of mean scores stand behind this number"
HINT_MEAN_LINES: Final = "they come with compare(..., estimator='mixed') where it has an answer"
