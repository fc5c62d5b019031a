"""Safety sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coreanalytics import words
from coreanalytics.effects.texts.names import site_name

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
NO_FLAG: Final = "No safety rule fires."
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
