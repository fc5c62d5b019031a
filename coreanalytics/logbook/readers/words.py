"""Words and 0-10 answers as people write them: yes and no, sites, sides, timings, and scale answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import polars as pl

from coreanalytics import vocabulary as v
from coreanalytics.logbook.form import FORM
from coreanalytics.logbook.headings import fold
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.problems import gather_problems, problems_frame
from coreanalytics.logbook.readers.quantities import by_distinct

#: What spreadsheets and people write into a cell to say that nothing was answered.
_BLANKS: Final = ("", "-", "--", "–", "—", "n/a", "#n/a", "na", "nan", "null", "k.a.")
#: From this share of ratings over 10 on, the log was probably kept on another scale.
OTHER_SCALE_SHARE: Final = 0.2

YES_NO: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("yes", "y", "true", "1", "1.0", "ja", "j", "wahr", "si", "s", "verdadero", "oui"), True),
    **dict.fromkeys(("no", "n", "false", "0", "0.0", "nein", "falsch", "falso", "non"), False),
}

_SYNONYMS: Final[Mapping[type[StrEnum], Mapping[str, StrEnum]]] = {
    v.Site: {
        "lower back": v.Site.LOW_BACK,
        "thigh roots": v.Site.THIGH_ROOT,
        "hip flexor": v.Site.THIGH_ROOT,
        "hip flexors": v.Site.THIGH_ROOT,
        "jaw": v.Site.CONTROL,
        "tooth": v.Site.CONTROL,
        "emergency": v.Site.WHOLE_BODY,
    },
    v.Side: {
        **dict.fromkeys(("l", "links", "izquierda", "izquierdo"), v.Side.LEFT),
        **dict.fromkeys(("r", "rechts", "derecha", "derecho"), v.Side.RIGHT),
        **dict.fromkeys(("b", "beide", "beidseits", "ambos", "ambas", "left and right"), v.Side.BOTH),
    },
    v.Timing: {
        "today": v.Timing.DAY,
        "the day": v.Timing.DAY,
        "morning after": v.Timing.NEXT_MORNING,
        "before training": v.Timing.BEFORE,
        "during training": v.Timing.DURING,
        "after training": v.Timing.AFTER,
    },
    v.SetKind: {
        **dict.fromkeys(("normal", "work", "w1", "regular"), v.SetKind.WORKING),
        **dict.fromkeys(("warm up", "warming up"), v.SetKind.WARMUP),
        **dict.fromkeys(("dropset", "drop set"), v.SetKind.DROP),
        **dict.fromkeys(("to failure", "fail"), v.SetKind.FAILURE),
    },
    v.GaveOut: {
        key: v.GaveOut(code)
        for question in FORM
        if question.key == "gave_out_first"
        for choices in question.choices.values()
        for key, code in choices.items()
    },
}


def fold_words(text: pl.Expr) -> pl.Expr:
    """Return text as `headings.fold` does, with underscores and hyphens as spaces.

    Examples
    --------
    >>> pl.select(fold_words(pl.lit(" Hip-Flexors "))).item()
    'hip flexors'
    """
    return (
        text.str.to_lowercase()
        .str.replace_all("ß", "ss", literal=True)
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.replace_all(r"[\s_-]+", " ")
        .str.strip_chars(" ?¿!¡.:;,*()[]\"'")
    )


def drop_blanks(text: pl.Expr) -> pl.Expr:
    """Return text without outer spaces; null where it says that nothing was answered.

    Examples
    --------
    >>> pl.Series(["3", " ", "n/a"]).to_frame("x").select(drop_blanks(pl.col("x"))).to_series().to_list()
    ['3', None, None]
    """
    bare = text.str.strip_chars()
    return pl.when(~bare.str.to_lowercase().is_in(list(_BLANKS))).then(bare)


def word_parser(words: Mapping[str, object], dtype: pl.DataType) -> Callable[[pl.Expr], pl.Expr]:
    """Return a parser (expression to expression) that looks words up, however they are written."""
    known = {fold(key).replace("_", " ").replace("-", " "): value for key, value in words.items()}

    def parse(text: pl.Expr) -> pl.Expr:
        return fold_words(text).replace_strict(known, default=None, return_dtype=dtype)

    return parse


def enum_parser(words: type[StrEnum]) -> Callable[[pl.Expr], pl.Expr]:
    """Return a parser from words to the values of an enum of the vocabulary, synonyms included."""
    synonyms = {key: str(value) for key, value in _SYNONYMS.get(words, {}).items()}
    return word_parser({**synonyms, **{str(word): str(word) for word in words}}, pl.String())


def parse_yes_no(text: pl.Expr) -> pl.Expr:
    """Return yes or no as Boolean; null where it is neither.

    Examples
    --------
    >>> cells = pl.Series(["Ja", "sí", "NO", "1", "perhaps"]).to_frame("x")
    >>> cells.select(parse_yes_no(pl.col("x"))).to_series().to_list()
    [True, True, False, True, None]
    """
    return word_parser(YES_NO, pl.Boolean())(text)


def parse_safety(text: pl.Expr) -> pl.Expr:
    """Return the answer to a safety question; anything that begins with a yes is a yes.

    Examples
    --------
    >>> cells = pl.Series(["Yes, left leg", "Nein", "no idea"]).to_frame("x")
    >>> cells.select(parse_safety(pl.col("x"))).to_series().to_list()
    [True, False, None]
    """
    yes = fold_words(text).str.contains(r"^(yes|yeah|ja|si)\b")
    return pl.when(yes).then(pl.lit(True)).otherwise(parse_yes_no(text))


def parse_leading_number(text: pl.Expr) -> pl.Expr:
    """Return the number of a scale answer (Float64): ``3``, ``3.0``, ``3/10`` or ``3 - mild``.

    Null where the text holds no number or more than one, such as ``3-4`` or ``3 or 4``.

    Examples
    --------
    >>> cells = pl.Series(["3", "3,0", "3 - mild", "3 / 10", "3-4", "3 or 4", "mild"]).to_frame("x")
    >>> cells.select(parse_leading_number(pl.col("x"))).to_series().to_list()
    [3.0, 3.0, 3.0, 3.0, None, None, None]
    """
    shape = r"^([+-]?\d{1,6}(?:[.,]\d{1,6})?)(?:\s*/\s*10)?(?:\s*[-–—=:(,]?\s*\p{L}[^\d]*)?$"
    number = text.str.replace("\u2212", "-", literal=True).str.extract(shape, 1)
    return number.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


@dataclass(frozen=True, slots=True)
class Ratings:
    """Answers on 0-10 scales.

    Attributes
    ----------
    values
        One Int32 column a scale; null where nothing was answered or the answer is a problem.
    problems
        Columns of `PROBLEMS`.
    notices
        That the log was probably kept on another scale.
    """

    values: pl.DataFrame
    problems: pl.DataFrame
    notices: tuple[str, ...]


def read_ratings(frame: pl.DataFrame, labels: Mapping[str, str], *, table: str) -> Ratings:
    """Read answers on 0-10 scales, whole numbers only.

    Parameters
    ----------
    frame
        One text column a scale, blanks dropped, and `source_line`.
    labels
        Column -> its name in the file.
    table
        Table meant.

    Returns
    -------
    Ratings
    """
    numbers = pl.DataFrame([by_distinct(frame[column], parse_leading_number) for column in labels])
    high = sum(int((numbers[column] > 10).sum()) for column in labels)
    given = sum(numbers[column].count() for column in labels)
    other_scale = high > 0 and high >= OTHER_SCALE_SHARE * given
    outside = texts.MAYBE_0_100 if other_scale else texts.OUTSIDE
    problems = []
    for column, label in labels.items():
        number = pl.col("_number")
        rows = frame.with_columns(numbers[column].alias("_number"))
        for rule, where, sentence in (
            ("number", pl.col(column).is_not_null() & number.is_null(), texts.NOT_A_NUMBER),
            ("range", (number < 0) | (number > 10), outside),
            ("whole", number.is_between(0, 10) & (number != number.round()), texts.NOT_WHOLE),
        ):
            problems.append(
                problems_frame(
                    rows,
                    where,
                    table=table,
                    column=label,
                    rule=rule,
                    value=pl.col(column),
                    sentence=pl.format("{} {}", pl.col(column).str.slice(0, 80), pl.lit(sentence)),
                )
            )
    allowed = [
        pl.when(pl.col(c).is_between(0, 10) & (pl.col(c) == pl.col(c).round())).then(pl.col(c)).cast(pl.Int32)
        for c in labels
    ]
    notices = (texts.over_ten(high, given),) if other_scale else ()
    return Ratings(numbers.select(allowed), gather_problems(*problems), notices)


def carry_flags(problems: pl.DataFrame, flags: pl.DataFrame) -> pl.DataFrame:
    """Give every problem the safety answer of its record: safety never waits for a correction.

    Parameters
    ----------
    problems
        Columns of `PROBLEMS`.
    flags
        `source_line` and `red_flag`; only "emergency" and "below_knee" are carried, the first before
        the second.
    """
    yes = (
        flags.filter(pl.col("red_flag").is_in([v.RedFlag.EMERGENCY.value, v.RedFlag.BELOW_KNEE.value]))
        .group_by("source_line")
        .agg(pl.col("red_flag").max().alias("_carried"))  # "emergency" sorts after "below_knee"
    )
    return (
        problems.join(yes, left_on="line", right_on="source_line", how="left", maintain_order="left")
        .with_columns(pl.coalesce("red_flag", "_carried").alias("red_flag"))
        .drop("_carried")
    )
