"""How an answer looks: a shape and a colour each, so that none is told by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import altair as alt

from coreanalytics.views import theme
from coreanalytics.views.hostile import clip

LONGEST: Final = 600  #: characters of a sentence
#: Shape and colour of a verdict on a claim and of the answer of a check.
LOOKS: Final = {
    "supported": ("circle", theme.OKABE_ITO["green"]),
    "contradicted": ("diamond", theme.OKABE_ITO["vermillion"]),
    "no difference that matters": ("square", theme.SOFT_INK),
    "can't tell yet": ("triangle-up", theme.GREY),
    "no answer": ("cross", theme.GREY),
    "failed": ("diamond", theme.OKABE_ITO["vermillion"]),
    "cannot tell": ("triangle-up", theme.GREY),
    "passed": ("circle", theme.OKABE_ITO["green"]),
}


def say(sentence: str) -> str:
    r"""Return a sentence that may name people as one harmless line; numbers stay with their sign of percent.

    Examples
    --------
    >>> say("p1\u202e:  5 %")
    'p1: 5\xa0%'
    """
    return clip(sentence, LONGEST).replace(" %", "\u00a0%")


def look_at(field: str, answers: Sequence[str], *, told: bool = True) -> dict[str, Any]:
    """Return the channels that show an answer by shape and colour, with one legend for both.

    Parameters
    ----------
    field
        Column of the answers.
    answers
        Those that occur, in the order of the legend.
    told
        Whether there is a legend.
    """
    shapes, colours = zip(*(LOOKS[answer] for answer in answers), strict=True)
    legend = alt.Legend(symbolSize=90) if told else None
    return {
        "shape": alt.Shape(
            f"{field}:N", scale=alt.Scale(domain=list(answers), range=list(shapes)), legend=legend
        ),
        "color": alt.Color(
            f"{field}:N", scale=alt.Scale(domain=list(answers), range=list(colours)), legend=legend
        ),
    }
