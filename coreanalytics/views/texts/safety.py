"""Safety, which comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coreanalytics.effects import texts as _rules
from coreanalytics.views.texts.numbers import place
from coreanalytics.vocabulary import RedFlag

if TYPE_CHECKING:
    from coreanalytics.views.weekly.quality import SetAsideFlag

EMERGENCY: Final = _rules.EMERGENCY
EMERGENCY_NUMBER: Final = "The emergency number is 112 in Europe and 911 in North America."
EMERGENCY_YES: Final = (
    "The question about emergency signs was answered with yes. Do not train until a clinician has looked "
    "at this; nothing else on this page matters more."
)
CLINICIAN: Final = _rules.SEE_CLINICIAN
NO_FLAG: Final = f"No safety rule fired on what was logged. {_rules.NOT_SAFE}"
NOT_ADVICE: Final = "This is not medical advice."
NOT_FOR: Final = _rules.NOT_FOR
_SET_ASIDE_YES: Final = {
    RedFlag.EMERGENCY: "answers the question about emergency signs with yes",
    RedFlag.BELOW_KNEE: "says that there was numbness or pain below the knee",
}


def set_aside_flag(flag: SetAsideFlag) -> str:
    """Return the sentence about a safety answer in a row that was set aside."""
    answer = _SET_ASIDE_YES[flag.red_flag]
    where = place(flag.file, flag.line)
    if flag.named:
        return (
            f"A row that could not be used ({where}) {answer}. Its date cannot be relied on, so this "
            "stands here until the row is mended."
        )
    return f"A row that names nobody known here ({where}) {answer}. Please find out whose it is."
