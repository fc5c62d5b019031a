"""Where everything stands in the picture of a weekly report at any width, for Vega and for plain SVG."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from coreanalytics.views.texts import charts as chart_texts
from coreanalytics.views.weekly.trend_data import TrendData
from coreanalytics.vocabulary import Program

#: Widths of the whole picture, CSS pixels: on a wide screen and on paper, and on a phone.
WIDE: Final = 680
PHONE: Final = 344
#: Scores on the axis; the room above and below keeps a dot at 0 or 10 whole.
LOWEST, HIGHEST = -0.5, 10.5
TICKS: Final = (0, 5, 10)
LEFT: Final = 24  #: room for the scores, pixels
HEADLINE_SIZE: Final = 13
AXIS_SIZE: Final = 12
SMALL_SIZE: Final = 11  #: letters of the names of programs, and of whatever is small on a phone
MAIN_SIZE: Final = 15  #: letters of this week's mean
SPACING: Final = 18  #: between two panels, pixels
OFFSET: Final = 6  #: between a headline and its panel, and beside the axes
RANGE_OPACITY: Final = 0.14
DOT_OPACITY: Final = 0.45
ORDINARY_OPACITY: Final = 0.18
MEAN_OPACITY: Final = 0.6
MEAN_WIDTH: Final = 1.6
NOW_WIDTH: Final = 3
LINE_WIDTH: Final = 2
RUN_IN_WIDTH: Final = 1.2
RUN_IN_DASH: Final = (4, 3)
#: Of a program's name in the corner of its span, pixels.
NAME_DX, NAME_DY = 4, 3

_NARROW: Final = 480  #: below this a picture has smaller marks and fewer dates
_NARROW_LINE: Final = 44  #: letters of a headline that fit a phone
_STUB: Final = 3  #: letters of a line that would look cut off
_NAMES: Final = 2.5  #: points of the scale that names of programs cover
_LETTER: Final = 6.1  #: width of a letter of a program's name, pixels


@dataclass(frozen=True, slots=True)
class Size:
    """Measures of the picture at one width, in pixels.

    Attributes
    ----------
    width
        Of the whole picture.
    """

    width: int

    @property
    def is_narrow(self) -> bool:
        """Whether its marks are made for a phone."""
        return self.width < _NARROW

    @property
    def right(self) -> int:
        """Room beside the panels for the labels."""
        return 74 if self.is_narrow else 76

    @property
    def plot(self) -> int:
        """Width of a panel."""
        return self.width - LEFT - self.right

    @property
    def height(self) -> int:
        """Height of a panel."""
        return 112 if self.is_narrow else 128

    @property
    def dot(self) -> int:
        """Area of a day's dot, square pixels."""
        return 9 if self.is_narrow else 16

    @property
    def date_size(self) -> int:
        """Size of the letters of the dates."""
        return SMALL_SIZE if self.is_narrow else AXIS_SIZE


def break_lines(text: str, size: Size) -> list[str]:
    """Return a headline in lines of about the same length that fit."""
    if not size.is_narrow or len(text) <= _NARROW_LINE:
        return [text]
    lines = -(-len(text) // _NARROW_LINE)
    return textwrap.wrap(text, max(len(text) // lines + 6, *map(len, text.split())))


def list_mondays(data: TrendData, size: Size) -> list[date]:
    """Return the Mondays that the axis names: this week's, and some before it at equal distances."""
    weeks = max((data.end - data.start).days // 7, 1)
    every = max(1, -(-weeks // (4 if size.is_narrow else 8)))
    mondays = [data.end - timedelta(weeks=every * i + 1) for i in range(weeks // every + 1)]
    return [day for day in reversed(mondays) if day >= data.start]


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a program in the corner of its span.

    Attributes
    ----------
    start
        First day of the span.
    code
        Of the program.
    lines
        The name: in one line, or a line a word.
    """

    start: date
    code: str
    lines: tuple[str, ...]


def name_spans(data: TrendData, size: Size) -> list[Name]:
    """Return the names of programs that fit into their spans."""
    per_day = size.plot / max((data.end - data.start).days, 1)
    named = []
    for span in data.datasets["programs"]:
        if span["code"] == Program.NONE:  # following none needs no name
            continue
        room = (span["days"] * per_day - 6) / _LETTER
        words = re.findall(r"[^ -]+-?", span["program"])
        lines = [span["program"]] if len(span["program"]) <= room else words
        if max(map(len, lines)) <= room and min(map(len, lines)) > _STUB:
            named.append(Name(span["start"], span["code"], tuple(lines)))
    return named


def are_names_below(data: TrendData) -> bool:
    """Tell whether names of programs stand at the foot of the first panel: fewer days lie there."""
    days = [float(row["score"]) for row in data.datasets[f"days_{data.sites[0]}"]]
    high, low = HIGHEST - _NAMES, LOWEST + _NAMES
    return sum(score > high for score in days) > sum(score < low for score in days)


def list_unnamed(data: TrendData, width: int) -> list[str]:
    """Return the programs (their codes) that no span has room to name at a width."""
    named = {name.code for name in name_spans(data, Size(width))}
    shown = {span["code"] for span in data.datasets["programs"]}
    return [str(code) for code in chart_texts.PROGRAM_NAMES if code in shown - named and code != Program.NONE]
