"""Cautions and refusals of a comparison, one sentence each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from coreanalytics import words
from coreanalytics.effects.texts.names import program_name, site_name

if TYPE_CHECKING:
    from coreanalytics.effects.person_lines import Entry


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
    if design.endswith(", not randomised"):
        return (
            "The routines were chosen, at least by some, rather than assigned at random, so people on them "
            "may also differ in other ways."
        )
    if design.endswith(", inferred from the sets logged"):
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


def tell_without_continuing(people: int, value: float, ends: tuple[float, float], level: float) -> str:
    """Say what the difference is without the continuing users."""
    return (
        f"Without {words.people(people)} who continued, the difference is {words.signed(value)} points "
        f"({words.percent(level)} range {words.span(*ends, 1, (0.0,))})."
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


def warn_changed(people: int, restarts: int) -> str:
    """Count those who followed both routines, and those who began the same one anew."""
    changed, said = people, []
    if changed:
        verb = "counts" if changed == 1 else "count"
        said.append(
            f"{words.people(changed)} changed routine and {verb} under both. What everybody goes through in "
            "time is told apart from the routine by when each changed."
        )
    if restarts:
        said.append(
            f"{words.people(restarts)} began the same routine anew; only the time before counts for it."
        )
    return " ".join(said)


def warn_ended_early(people: int, weeks: float, entry: Entry) -> str:
    """Count those whose reports end before the horizon: they still count up to there."""
    if not people:
        return ""
    return (
        f"The reports of {words.people(people)} end before week "
        f"{words.trimmed(weeks - entry.reach / 7, 1)}; what they reported counts, and the rest is left open, "
        "which is fair only if they did not stop because of how it felt."
    )


def warn_too_few_to_adjust() -> str:
    """Say that an adjustment was given up because too little would be known of the noise."""
    return (
        "There are too few people to adjust for where each began, so chance differences at the start are "
        "still in here."
    )


def warn_strong_memory(rho: float) -> str:
    """Say that days resemble their neighbours so much that a person's level is hard to tell."""
    return (
        f"Neighbouring days are almost alike (correlation {words.number(rho, 2)}), so that much of what "
        "looks like a person's own level may be a long wave; take the range as rough."
    )


def warn_covariates(names: Sequence[str]) -> str:
    """Say what an adjustment for things of the day does to the meaning of the difference."""
    return (
        f"Adjusted for {words.listing(name.replace('_', ' ') for name in names)} of the day, on the days on "
        "which all of that was logged. If the routine changes these things, that part of what it does is "
        "taken out."
    )


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
    if reason == "too_few":
        return f"with fewer than {words.count(entry.min_days, 'reported day')} in their routine"
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


def tell_refusal(contrast: str, reason: str, sites: Sequence[str] = ()) -> str:
    """Say why one row of a table has no answer; `sites`: where, unless everywhere."""
    where = f" ({words.listing(site_name(site).lower() for site in sites)})" if sites else ""
    return f"No answer on the {contrast}{where}: {words.sentence(reason)}"


def refuse_none_began(program: str) -> str:
    """Say that nobody began with a routine, so that nobody has a run-in before it."""
    return f"Nobody began with {program_name(program)}."


def refuse_short(reaching: Mapping[str, int], minimum: int) -> str:
    """Say that too few people's reports reach the horizon."""
    have = words.listing(f"{n} on {program_name(program)}" for program, n in reaching.items())
    need = f"at least {minimum} are needed" if len(reaching) == 1 else f"each needs at least {minimum}"
    return f"Too few people whose reports last long enough: {have}, {need}."


def refuse_low_df(df: float, minimum: float) -> str:
    """Say that the noise between people is not known well enough."""
    return (
        f"Too little is known of how much people differ ({words.number(df)} degrees of freedom where "
        f"{words.trimmed(minimum)} are needed), so any range would be a guess. A few more people on "
        "each routine may be enough for a first answer."
    )


def refuse_unsettled() -> str:
    """Say that the model found no answer."""
    return (
        "The model did not settle on an answer for these scores. More reported days, or the simpler method "
        '(estimator="two_stage"), may give one.'
    )


def refuse_no_noise() -> str:
    """Say that there is no noise to judge a difference by."""
    return (
        "Scores hardly change from day to day, or are the same for everybody, so there is no noise to judge "
        "a difference by."
    )


def hint_needed(weeks: float, entry: Entry, *, reports_began_late: bool = False) -> str:
    """Say what would make an answer possible; `reports_began_late`: somebody's first phase has none."""
    late = "; each person's first phase since their first log of any kind counts, so reports are needed there"
    return (
        f"each routine needs at least {words.people(entry.min_people)} whose reports in it last until week "
        f"{words.trimmed(weeks - entry.reach / 7, 1)} or longer; "
        f"a shorter horizon (weeks) may do{late if reports_began_late else ''}"
    )
