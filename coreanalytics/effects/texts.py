"""Every sentence about effects: size, range, yardstick, caution, in that order.

Safety sentences and one person's phases stand here too. Nothing here computes a result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from coreanalytics import words
from coreanalytics.effects.verdicts import Verdict, count_people_needed, small_difference_likely
from coreanalytics.vocabulary import DELTA_BETWEEN

if TYPE_CHECKING:
    from coreanalytics.effects.person_lines import Entry
    from coreanalytics.effects.results import Effect, Interval

SITES: Final = {"thigh_root": "Thigh root", "low_back": "Low back", "control": "Control site"}
PROGRAMS: Final = {
    "core_focused": "core-focused routines",
    "standard_crunch": "standard crunches",
    "mixed": "mixed routines",
    "none": "no ab work",
    "run_in": "run-in",
    "washout": "washout",
}
POINTS: Final = "points (0–10)"
PER_WEEK: Final = "points a week"
UNITS: Final = {
    "difference_at_horizon": POINTS,
    "difference_in_slope": PER_WEEK,
    "own_change_treatment": POINTS,
    "own_change_control": POINTS,
}
METHOD_WELCH: Final = "two-stage Welch"
METHOD_ADJUSTED: Final = "two-stage Welch (HC2), run-in adjusted"
METHOD_CHANGE: Final = "t range of people's own changes"

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


# --- one effect -------------------------------------------------------------------------------------


def tell_effect(effect: Effect, *, cautions: bool = True) -> str:
    """Return one effect as a paragraph."""
    if effect.refusal:
        told = f"{site_name(effect.outcome)}: no answer. {words.sentence(effect.refusal)}"
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


def site_name(outcome: str) -> str:
    """Return a site's name, first letter large."""
    return SITES.get(outcome, words.sentence(outcome.replace("_", " ")).rstrip("."))


def program_name(program: str) -> str:
    """Return a program's name in words."""
    return PROGRAMS.get(program, program.replace("_", " "))


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
    now = sum(effect.n_people.values())
    need = count_people_needed(effect.se, effect.df, now, effect.interval.level, effect.delta)
    if need is None:
        return MORE_THAN_MANY
    more = _round_up(need - now)
    return (
        f"About {words.count(more, 'more person', 'more people')}, at the present noise and in the same "
        "proportion, would settle it whichever way it falls."
    )


def _round_up(amount: int) -> int:
    """Round up to about two figures: more would be false precision."""
    step = 1 if amount < 20 else 10 ** (len(str(amount)) - 2) * (5 if amount < 100 else 1)
    return -(-amount // step) * step


def _tell_cause(effect: Effect) -> str:
    """Return causal words, which only randomised routines with a clear direction earn."""
    if effect.design != "parallel groups, randomised":
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
    sizes = words.listing(words.number(n, 0) for n in effect.n_people.values())
    people = words.plural(sum(effect.n_people.values()), "person", "people")
    return f"{sizes} {people}, {words.count(effect.n_days, 'reported day')}, {effect.method}."


def weeks_text(weeks: float) -> str:
    """Return "8 weeks" or "1 week"."""
    return f"{words.trimmed(weeks, 1)} {words.plural(weeks, 'week')}"


# --- cautions and refusals --------------------------------------------------------------------------


def warn_few_people(people: int) -> str:
    """Say that the comparison is small."""
    return f"With {words.people(people)}, fewer than 12, one person can move this answer a lot."


def warn_low_df(df: float) -> str:
    """Say that the noise itself is hardly known."""
    return (
        f"How much people differ is itself hardly known here ({words.number(df)} degrees of freedom), "
        "so take the range as rough."
    )


def warn_design(design: str) -> str:
    """Say what keeps the difference from being the routine's doing; empty where randomised."""
    if design == "parallel groups, not randomised":
        return (
            "The routines were chosen, at least by some, rather than assigned at random, so people on them "
            "may also differ in other ways."
        )
    if design == "parallel groups, inferred from the sets logged":
        return (
            "Who followed which routine was inferred from the sets logged, not assigned, so people may "
            "also differ in other ways."
        )
    return ""


def warn_weakened() -> str:
    """Say that people left out after randomisation may have been the ones who differ."""
    return (
        "People were left out after the routines had been assigned at random, which weakens the comparison."
    )


def warn_continuing(people: int) -> str:
    """Count the continuing users."""
    if not people:
        return ""
    they = "is a continuing user" if people == 1 else "are continuing users"
    return (
        f"{words.people(people)} {they}, on the routine since before their first log: their clock starts at "
        "the first logged day after the run-in. That run-in already lies within the routine, so what the "
        "routine had done by then is not counted, and the difference may look smaller than it is."
    )


def tell_without_continuing(people: int, estimate: str, span: str, level: float) -> str:
    """Say what the difference is without the continuing users."""
    return (
        f"Without {words.people(people)} who continued, the difference is {estimate} points "
        f"({words.percent(level)} range {span})."
    )


def refuse_without_continuing() -> str:
    """Say that too few people are left without the continuing users."""
    return "Without those who continued, too few people are left for an answer of their own."


def warn_level(level: float) -> str:
    """Say that two sites share one error, where a narrower range than made for that was asked for."""
    return (
        f"Two sites are judged by a {words.percent(level)} range each, so the chance that at least one of "
        f"the two is judged wrongly is larger than with the usual {words.percent(0.975)} ranges."
    )


def warn_switched(people: int) -> str:
    """Count those whose later phases are not used."""
    if not people:
        return ""
    return f"{words.people(people)} changed routine or began it anew; only the first phase is used here."


def warn_unadjusted(people: int, of: int, minimum: int) -> str:
    """Count those who are not adjusted for the run-in."""
    if not people:
        return ""
    if people == of:
        return (
            f"Nobody reported {words.count(minimum, 'run-in day')} or more, so nothing is adjusted for "
            "where people began."
        )
    verb = "is" if people == 1 else "are"
    return (
        f"{words.people(people)} reported fewer than {words.count(minimum, 'run-in day')} and {verb} not "
        "adjusted for where they began."
    )


def warn_outside(mixed: int, none: int, others: int) -> str:
    """Count those who belong to neither arm: mixed, no ab work, and neither routine begun."""
    kinds = ((mixed, "mixed routines"), (none, "no ab work"), (others, "neither routine so far"))
    parts = [f"{words.people(n)} with {what}" for n, what in kinds if n]
    if not parts:
        return ""
    verbs = ("belongs", "is") if mixed + none + others == 1 else ("belong", "are")
    return f"{words.listing(parts)} {verbs[0]} to neither side and {verbs[1]} not compared."


def warn_mostly_mixed(share: float) -> str:
    """Say that a comparison of routines is the wrong question here."""
    return (
        f"{words.percent(share, 0)} of the days belong to mixed routines, so this compares a minority; "
        "how much of each was done would be the better question."
    )


def warn_left_out(reasons: Mapping[str, int], weeks: float, entry: Entry) -> str:
    """Count those who did not enter, by reason."""
    if not reasons:
        return ""
    total = sum(reasons.values())
    told = {tell_reason(key, weeks, entry): n for key, n in reasons.items()}
    verb = "was" if total == 1 else "were"
    if len(told) == 1:
        return f"{words.people(total)} {next(iter(told))} {verb} left out."
    parts = [f"{words.number(n, 0)} {reason}" for reason, n in told.items()]
    return f"{words.people(total)} {verb} left out: {'; '.join(parts)}."


def tell_reason(reason: str, weeks: float, entry: Entry) -> str:
    """Return why somebody did not enter, to follow a count."""
    first = words.trimmed(max(0.0, weeks - entry.before / 7), 1)
    last = words.trimmed(weeks + entry.after / 7, 1)
    if reason == "no_reports":
        return "with no report in the first phase of their routine"
    if reason == "ends_early":
        return (
            f"whose reports in the first routine end before week {words.trimmed(weeks - entry.reach / 7, 1)}"
        )
    return (
        f"with fewer than {words.count(entry.min_days, 'reported day')} spread over "
        f"at least {words.count(entry.min_span, 'day')} between week {first} and week {last}"
    )


def refuse_few(sizes: Mapping[str, int], minimum: int, run_in: int | None = None) -> str:
    """Say that there are too few people, and how many are needed."""
    have = words.listing(f"{n} on {program_name(program)}" for program, n in sizes.items())
    need = f"at least {minimum} are needed" if len(sizes) == 1 else f"each needs at least {minimum}"
    who = f" with {run_in} reported run-in days" if run_in else ""
    return f"Too few people{who}: {have}, {need}."


def refuse_no_noise() -> str:
    """Say that there is no noise to judge a difference by."""
    return "Everybody's scores are the same, so there is nothing to judge a difference by."


def hint_needed(weeks: float, entry: Entry, *, reports_began_late: bool = False) -> str:
    """Say what would make an answer possible; `reports_began_late`: somebody's first phase has none."""
    late = "; each person's first phase since their first log of any kind counts, so reports are needed there"
    return (
        f"each routine needs at least {words.people(entry.min_people)} whose reports in it last until week "
        f"{words.trimmed(weeks - entry.reach / 7, 1)} or longer; "
        f"a shorter horizon (weeks) may do{late if reports_began_late else ''}"
    )


# --- one person -------------------------------------------------------------------------------------

NO_INFERENCE_YET: Final = (
    "This shows what was reported, side by side. A range and a verdict for one person are not there yet: "
    "days resemble their neighbours, so the difference may be nothing but the ups and downs of one person."
)
ONE_PHASE_ONLY: Final = "Only one routine has reported days that count, so there is nothing to set it beside."
NO_REPORTS: Final = (
    "Nothing was reported on the days of either routine that count, so there are no means to show."
)
NO_PHASE: Final = "No core-focused or standard-crunch phase is known for this person."


def tell_phase_means(site: str, means: Mapping[str, tuple[float, int]]) -> str:
    """Return one site's means under each routine, with the days behind them."""
    parts = [
        f"{words.number(mean)} on {program_name(program)} ({words.count(days, 'reported day')})"
        for program, (mean, days) in means.items()
    ]
    return f"{site_name(site)}: on average {words.listing(parts)}."


def tell_wash_in(days: int) -> str:
    """Say which days are left out after a switch."""
    if not days:
        return "Run-in days are left out."
    first = "day" if days == 1 else words.count(days, "day")
    return f"Run-in days and the first {first} after each switch are left out."


# --- safety -----------------------------------------------------------------------------------------

GET_CHECKED: Final = "Please get this checked by a clinician."
EMERGENCY: Final = (
    "Please get medical help now if you have back pain with numbness around the saddle (groin, genitals, "
    "inner thighs), a new change of bladder, bowel or sexual function, weakness or numbness in both legs, "
    "chest pain, or after a major accident or fall."
)
SEE_CLINICIAN: Final = (
    "See a clinician about pain with fever, unexplained weight loss, pain at night or pain that never lets "
    "up, a history of cancer, steroids or a weakened immune system, or osteoporosis; and about groin pain "
    "when bearing weight or hopping, or a lump in the groin."
)
NOT_SAFE: Final = "No flag reported does not mean safe. This is not medical advice."
NOT_FOR: Final = (
    "Not for under-18s, in pregnancy, or after a recent operation or fracture without a clinician's word."
)


def flag_emergency(date: str, *, is_old: bool = False) -> str:
    """Say that the emergency question was answered yes, and if long ago, that this is the last word on it."""
    since = ", and it has not been answered with no since" if is_old else ""
    return f"On {date} the emergency question was answered with yes{since}. {EMERGENCY}"


def flag_below_knee(date: str) -> str:
    """Say that numbness or pain below the knee was reported."""
    return f"Numbness or pain below the knee was reported on {date}. {GET_CHECKED}"


def flag_numb(date: str) -> str:
    """Say that numbness was reported."""
    return f"Numbness was reported on {date}. {GET_CHECKED}"


def flag_strong(intensity: int, threshold: int, date: str, sites: Sequence[str] = ()) -> str:
    """Say that a rating was very high, and where if that is known."""
    where = f" at the {words.listing(site_name(site).lower() for site in sites)}" if sites else ""
    return f"A rating of {intensity}{where} was reported on {date} ({threshold} or more). {GET_CHECKED}"


def flag_long(site: str, weeks: int, threshold: float) -> str:
    """Say that a site has been sore for long."""
    return (
        f"{site_name(site)}: the weekly mean has been {words.trimmed(threshold)} or more for {weeks} weeks "
        f"without easing. {GET_CHECKED}"
    )


def flag_rising(site: str, before: float, now: float) -> str:
    """Say that a weekly mean rose fast."""
    return (
        f"{site_name(site)}: the weekly mean rose from {words.number(before)} to {words.number(now)} within "
        f"two weeks. {GET_CHECKED}"
    )


def flag_mornings(days: int, threshold: int, weeks: int) -> str:
    """Say that mornings were bad more than once."""
    return (
        f"The morning after was above {threshold} on {words.count(days, 'day')} in the last {weeks} weeks. "
        f"{GET_CHECKED}"
    )


def flag_sharp(days: int, weeks: int) -> str:
    """Say that the groin was sharp or pinching more than once."""
    return (
        f"Sharp or pinching pain at the thigh root or groin was reported on {words.count(days, 'day')} in "
        f"the last {weeks} weeks. {GET_CHECKED}"
    )
