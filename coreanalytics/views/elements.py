"""Parts of an SVG written by hand: elements with escaped text and short numbers, and linear scales."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from markupsafe import escape

NAMESPACE: Final = "http://www.w3.org/2000/svg"
#: What XML 1.0 cannot hold, and marks that turn the direction of what follows.
ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight way from values to pixels, without an end: a value beyond `low` to `high` goes beyond.

    Attributes
    ----------
    low, high
        Two values.
    start, end
        Where they lie, pixels.

    Examples
    --------
    >>> Scale(0, 10, 100, 0)(2.5)
    75.0
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return where a value lies."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def clip(self, value: float) -> float:
        """Return where a value lies, or the end that it is beyond."""
        return self(min(max(value, self.low), self.high))


def element(name: str, inside: str = "", /, **attributes: str | float | None) -> str:
    """Return one element of an SVG.

    Parameters
    ----------
    name
        Of the element.
    inside
        Elements, or escaped text (`text_of`), that it holds.
    attributes
        What it says, ``stroke_width`` for ``stroke-width`` and ``class_`` for ``class``: text is escaped,
        numbers keep one decimal, None is left out.

    Examples
    --------
    >>> element("text", text_of("a < b"), x=1.25, class_='"x"', fill=None)
    '<text x="1.2" class="&#34;x&#34;">a &lt; b</text>'
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_write(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}>{inside}</{name}>" if inside else f"<{name}{told}/>"


def text_of(text: str) -> str:
    """Return text that may stand inside an element: escaped, without what XML cannot hold."""
    return str(escape(ILLEGAL.sub("", text)))


def shorten(number: float) -> str:
    """Return a number of pixels with one decimal at most.

    Examples
    --------
    >>> shorten(12.04), shorten(-0.01), shorten(3)
    ('12', '0', '3')
    """
    return f"{round(number, 1) + 0.0:g}"


def _write(value: str | float) -> str:
    return text_of(value) if isinstance(value, str) else shorten(value)
