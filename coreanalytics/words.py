"""Numbers into words: real minus signs, ranges, counts, dates; never depends on a locale."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from typing import Final

MINUS: Final = "\u2212"
NO_BREAK: Final = "\u00a0"  #: a space at which no line is broken
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def number(value: float, digits: int = 1) -> str:
    """Return `value` rounded to `digits` decimals, with thousands separated and a real minus.

    A value that rounds to zero carries no sign; a missing value is a dash.

    Examples
    --------
    >>> number(-0.71), number(-0.01), number(1740, 0), number(float("nan"))
    ('−0.7', '0.0', '1,740', '–')
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    text = f"{abs(value):,.{digits}f}"
    is_zero = not any(digit in text for digit in "123456789")
    return text if value >= 0 or is_zero else MINUS + text


def signed(value: float, digits: int = 1) -> str:
    """Return `value` like `number`, with a plus where it is above zero after rounding.

    Examples
    --------
    >>> signed(0.71), signed(-0.71), signed(0.01)
    ('+0.7', '−0.7', '0.0')
    """
    text = number(value, digits)
    return text if text.startswith(MINUS) or not any(c in text for c in "123456789∞") else f"+{text}"


def trimmed(value: float, digits: int = 2) -> str:
    """Return `value` with no needless zeros.

    Examples
    --------
    >>> trimmed(1.0), trimmed(97.5), trimmed(-0.25)
    ('1', '97.5', '−0.25')
    """
    text = number(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: float, digits: int = 1) -> str:
    """Return a share between 0 and 1 as a percentage that does not break over a line.

    Number and sign are joined by a no-break space.

    Examples
    --------
    >>> percent(0.975).replace(NO_BREAK, "_"), percent(0.95).replace(NO_BREAK, "_")
    ('97.5_%', '95_%')
    """
    return f"{trimmed(100 * share, digits)}{NO_BREAK}%"


def span(low: float, high: float, digits: int = 1, landmarks: Sequence[float] = ()) -> str:
    """Return a range, "−1.2 to −0.3".

    Parameters
    ----------
    low, high
        The ends.
    digits
        Decimals, where they suffice.
    landmarks
        Numbers (zero, a yardstick) on whose side each end must still be seen to lie: decimals are
        added, three at most, until rounding moves no end onto or over one of them.

    Examples
    --------
    >>> span(-1.24, -0.31), span(-1.24, -0.02, landmarks=(0,)), span(-0.5, 0.5)
    ('−1.2 to −0.3', '−1.24 to −0.02', '−0.5 to 0.5')
    """
    most = max(digits, 3)
    chosen = next((d for d in range(digits, most) if _keeps_sides(low, high, d, landmarks)), most)
    return f"{number(low, chosen)} to {number(high, chosen)}"


def _keeps_sides(low: float, high: float, digits: int, landmarks: Sequence[float]) -> bool:
    return all(
        _side(end, mark) == _side(round(end, digits), mark)
        for end in (low, high)
        for mark in landmarks
        if math.isfinite(end)
    )


def _side(value: float, mark: float) -> int:
    return (value > mark) - (value < mark)


def plural(amount: float, one: str, many: str | None = None) -> str:
    """Return the noun that fits `amount`; the plural is `one` + "s" unless given.

    Examples
    --------
    >>> plural(1, "day"), plural(2, "day"), plural(0, "person", "people")
    ('day', 'days', 'people')
    """
    return one if amount == 1 else (many or f"{one}s")


def count(amount: int, one: str, many: str | None = None) -> str:
    """Return a whole number with its noun.

    Examples
    --------
    >>> count(24, "person", "people"), count(1740, "day"), count(1, "day")
    ('24 people', '1,740 days', '1 day')
    """
    return f"{number(amount, 0)} {plural(amount, one, many)}"


def people(amount: int) -> str:
    """Return "1 person" or "24 people".

    Examples
    --------
    >>> people(1), people(24)
    ('1 person', '24 people')
    """
    return count(amount, "person", "people")


def points(size: float, digits: int = 1) -> str:
    """Return a size on the 0-10 scale, without a sign, rounded to `digits`.

    Examples
    --------
    >>> points(-0.71), points(1), points(0.5)
    ('0.7 points', '1 point', '0.5 points')
    """
    text = trimmed(abs(size), digits)
    return f"{text} {'point' if text == '1' else 'points'}"


def listing(items: Iterable[str], last: str = "and") -> str:
    """Return items as a spoken list.

    Examples
    --------
    >>> listing(["a", "b", "c"]), listing(["a"]), listing([])
    ('a, b and c', 'a', '')
    """
    every = list(items)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def day(date: dt.date, *, year: bool = True) -> str:
    """Return a date in English whatever the machine's locale.

    Examples
    --------
    >>> day(dt.date(2026, 9, 14)), day(dt.date(2026, 9, 14), year=False)
    ('14 September 2026', '14 September')
    """
    text = f"{date.day} {_MONTHS[date.month - 1]}"
    return f"{text} {date.year}" if year else text


def day_span(first: dt.date, last: dt.date) -> str:
    """Return two dates as a span that repeats nothing.

    Examples
    --------
    >>> day_span(dt.date(2026, 9, 14), dt.date(2026, 9, 20))
    '14 to 20 September 2026'
    >>> day_span(dt.date(2026, 9, 28), dt.date(2026, 10, 4))
    '28 September to 4 October 2026'
    >>> day_span(dt.date(2026, 12, 28), dt.date(2027, 1, 3))
    '28 December 2026 to 3 January 2027'
    >>> day_span(dt.date(2026, 9, 14), dt.date(2026, 9, 14))
    '14 September 2026'
    """
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    if first.month != last.month:
        return f"{day(first, year=False)} to {day(last)}"
    return f"{first.day} to {day(last)}"


def sentence(text: str) -> str:
    """Return `text` with its first letter large and one full stop at its end.

    Examples
    --------
    >>> sentence("low back: lower"), sentence("Done.")
    ('Low back: lower.', 'Done.')
    """
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
