"""Sound text: large delimited text whose quotes leave no doubt, split without a Python string for each cell.

Quotes are sound where each opens a field, closes one, or stands doubled within one: then whoever splits the
text finds the same records as `csv.reader`. The signs are looked at with numpy, the cells are taken out by
Polars; records with an odd number of fields are left to `csv.reader`. Text with any other quote or line end
is not split here at all (see `splitting`).
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import polars as pl

from coreanalytics.logbook.readers.torn import Record

Array: TypeAlias = Any  #: a numpy array; numpy is only imported where a file is large

#: Bytes looked at together: enough to be fast, few enough to stay small in memory.
PIECE: Final = 8 * 2**20
_QUOTE, _BREAK, _RETURN = b'"\n\r'
_MARK: Final = b"\xef\xbb\xbf"
#: What `str.strip` takes for spaces.
_SPACES: Final = "".join(filter(str.isspace, map(chr, range(0x3001))))


@dataclass(frozen=True, slots=True)
class _Survey:
    """Where the records of a piece of text lie.

    Attributes
    ----------
    ends
        Offset behind each record, its line break included.
    fields
        Number of fields of each record.
    breaks
        Number of line breaks in each record, its own included.
    """

    ends: Array
    fields: Array
    breaks: Array


def split_sound(
    body: memoryview, delimiter: str, width: int, header_end: int
) -> tuple[pl.DataFrame, list[Record], int] | None:
    """Split the text after the header.

    Parameters
    ----------
    body
        The text in UTF-8.
    delimiter
        As found in the header line.
    width
        Number of fields that the header names, at least 2.
    header_end
        Number of the header's last line.

    Returns
    -------
    frame, odd, lines
        As from `splitting.split_records`, and the number of the text's last line; records of several lines
        stand in `frame` too. None where a quote or a line end leaves a doubt.
    """
    frames = [_make_frame([], width).with_columns(pl.Series("source_line", [], pl.Int32))]
    odd: list[Record] = []
    start, line = 0, header_end
    while start < len(body):
        piece = body[start : start + PIECE]
        is_last = start + len(piece) == len(body)
        survey = _survey(piece, ord(delimiter), is_last=is_last)
        if survey is None:
            return None
        split = _split_piece(piece[: int(survey.ends[-1])], survey, delimiter, width, line)
        if split is None:
            return None
        frames.append(split[0])
        odd += split[1]
        start += int(survey.ends[-1])
        line += int(survey.breaks.sum())
    if len(body) and body[-1] not in b"\r\n":
        line += 1
    return pl.concat(frames), odd, line


def _survey(piece: memoryview, delimiter: int, *, is_last: bool) -> _Survey | None:
    """Find the records that end within a piece; None where a sign leaves a doubt, or none ends."""
    import numpy as np

    signs = np.frombuffer(piece, np.uint8)
    places = np.flatnonzero((signs == _QUOTE) | (signs == _BREAK) | (signs == _RETURN) | (signs == delimiter))
    kinds = signs[places]
    inside = np.cumsum(kinds == _QUOTE, dtype=np.uint8) & 1 == 1  # after the sign
    record_ends = np.flatnonzero((kinds == _BREAK) & ~inside)
    if not is_last:
        if not len(record_ends):
            return None
        seen = int(record_ends[-1]) + 1  # what comes after belongs to the next piece
        places, kinds, inside = places[:seen], kinds[:seen], inside[:seen]
    elif len(inside) and inside[-1]:
        return None
    before_break = _precede(places, kinds == _BREAK)
    if _leave_doubt(places, kinds, inside, before_break, len(signs) if is_last else None):
        return None
    returns = kinds == _RETURN
    ends = places[record_ends] + 1
    fields = np.cumsum((kinds == delimiter) & ~inside)[record_ends]
    breaks = np.cumsum((kinds == _BREAK) | (returns & ~before_break))[record_ends]
    if is_last and (not len(ends) or ends[-1] < len(signs)):  # a last record without a line break
        ends = np.append(ends, len(signs))
        fields = np.append(fields, np.count_nonzero((kinds == delimiter) & ~inside))
        breaks = np.append(breaks, np.count_nonzero((kinds == _BREAK) | (returns & ~before_break)))
    return _Survey(ends, np.diff(fields, prepend=0) + 1, np.diff(breaks, prepend=0))


def _precede(places: Array, which: Array) -> Array:
    """Tell of each sign whether the very next one is one of those."""
    import numpy as np

    precede = np.zeros(len(places), np.bool_)
    precede[:-1] = (np.diff(places) == 1) & which[1:]
    return precede


def _leave_doubt(places: Array, kinds: Array, inside: Array, before_break: Array, end: int | None) -> bool:
    """Tell whether a quote stands within a plain field, or a return outside quotes ends no line.

    Parameters
    ----------
    places, kinds
        Where the signs are, and which.
    inside
        Whether a field in quotes goes on after the sign.
    before_break
        Whether the very next sign is a line break.
    end
        Where the text ends; None: more text follows.
    """
    import numpy as np

    if not len(places):
        return False
    followed = _precede(places, np.ones(len(places), np.bool_))
    led = np.concatenate([[places[0] == 0], followed[:-1]])
    followed[-1] |= end is not None and places[-1] == end - 1
    quotes = kinds == _QUOTE
    doubt = (quotes & inside & ~led) | (quotes & ~inside & ~followed)
    return bool((doubt | ((kinds == _RETURN) & ~inside & ~before_break)).any())


def _split_piece(
    piece: memoryview, survey: _Survey, delimiter: str, width: int, line: int
) -> tuple[pl.DataFrame, list[Record]] | None:
    """Take the cells out of a piece that begins after `line` lines."""
    import numpy as np

    starts = np.concatenate([[0], survey.ends[:-1]])
    lines = line + 1 + np.concatenate([[0], np.cumsum(survey.breaks[:-1])])
    regular = survey.fields == width
    # a line break right where a record begins: there is nothing in it
    blank = np.isin(np.frombuffer(piece, np.uint8)[starts], (_BREAK, _RETURN))
    odd = []
    for place in np.flatnonzero(~regular & ~blank).tolist():
        record = _read_record(bytes(piece[starts[place] : survey.ends[place]]), int(lines[place]), delimiter)
        if any(cell.strip() for cell in record.cells):
            odd.append(record)
    text = _leave_out(piece, starts, survey.ends, regular)
    if text.startswith(_MARK):
        return None
    count = int(np.count_nonzero(regular))
    frame = _parse(text, delimiter, width) if count else _make_frame([], width)
    if frame is None or frame.height != count:
        return None
    frame = frame.with_columns(pl.Series("source_line", lines[regular].astype(np.int32)))
    frame = frame.filter(pl.any_horizontal(pl.all().exclude("source_line").is_not_null()))
    whole_lines = survey.breaks - (1 if piece[-1] == _BREAK else np.arange(len(starts)) < len(starts) - 1)
    return _drop_spaces(frame, pl.Series(lines[regular & (whole_lines > 0)].astype(np.int32))), odd


def _drop_spaces(frame: pl.DataFrame, several: pl.Series) -> pl.DataFrame:
    """Leave out the records of several lines that hold nothing but spaces: they are no records."""
    words = pl.any_horizontal(
        (pl.all().exclude("source_line").str.strip_chars(_SPACES) != "").fill_null(False)
    )
    here = pl.col("source_line").is_in(several.implode())
    blank = frame.filter(here).filter(~words)["source_line"]
    return frame.filter(~pl.col("source_line").is_in(blank.implode())) if len(blank) else frame


def _leave_out(piece: memoryview, starts: Array, ends: Array, regular: Array) -> bytes:
    """Return the text of the regular records."""
    import numpy as np

    if regular.all():
        return bytes(piece)
    turns = np.flatnonzero(np.diff(regular.astype(np.int8), prepend=0, append=0))
    return b"".join(
        piece[starts[first] : ends[last - 1]] for first, last in zip(turns[::2], turns[1::2], strict=True)
    )


def _parse(text: bytes, delimiter: str, width: int) -> pl.DataFrame | None:
    """Split regular records; None where Polars does not take them."""
    names = [f"c{place}" for place in range(width)]
    try:
        frame = pl.read_csv(
            text,
            has_header=False,
            separator=delimiter,
            quote_char='"',
            schema=dict.fromkeys(names, pl.String),
            infer_schema=False,
        )
    except (pl.exceptions.PolarsError, ValueError):
        return None
    return frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in names)


def _make_frame(rows: list[list[str]], width: int) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys((f"c{place}" for place in range(width)), pl.String))


def _read_record(text: bytes, line: int, delimiter: str) -> Record:
    whole = text.decode()
    lines = io.StringIO(whole, newline="").readlines()
    cells = next(csv.reader(lines, delimiter=delimiter), [])
    return Record(cells, line, line + max(len(lines), 1) - 1)
