"""The daily form: answers to a Google Form, as its CSV export or its sheet writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.form import FORM, is_exact, match_question
from coreanalytics.logbook.headings import PAIN_KEYS, fold
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import Draft, Options, TextTable, make_draft
from coreanalytics.logbook.readers.date_order import find_order, join_moments, moment_problems, split_moments
from coreanalytics.logbook.readers.problems import gather_problems, problems_frame
from coreanalytics.logbook.readers.quantities import read_cells
from coreanalytics.logbook.readers.words import (
    carry_flags,
    drop_blanks,
    enum_parser,
    parse_leading_number,
    parse_safety,
    read_ratings,
)
from coreanalytics.vocabulary import GaveOut, RedFlag, Side, Site, Timing

NAME: Final = "form"
VERSION: Final = "1"

#: First column of a form's answers, folded, and whether its language puts the day first (None: it varies).
TIMESTAMP_WORDS: Final[Mapping[str, bool | None]] = {
    "timestamp": None,
    "zeitstempel": True,
    "marca temporal": True,
    "marca de tiempo": True,
    "horodateur": True,
    "carimbo de data/hora": True,
    "informazioni cronologiche": True,
    "tijdstempel": True,
    "zaman damgasi": True,
    "sygnatura czasowa": True,
}
_DATE_WORDS: Final[Mapping[str, bool | None]] = {
    "date": None, "time": None, "date and time": None, "datum": True, "zeit": True, "fecha": True,
}  # fmt: skip
#: Where the rows of a scale question go: site and side.
_PLACES: Final[Mapping[str, tuple[Site, Side | None]]] = {
    "thigh_root_left": (Site.THIGH_ROOT, Side.LEFT),
    "thigh_root_right": (Site.THIGH_ROOT, Side.RIGHT),
    "thigh_root": (Site.THIGH_ROOT, Side.BOTH),
    "low_back": (Site.LOW_BACK, None),
    "control": (Site.CONTROL, None),
}
_SAFETY: Final[Mapping[str, tuple[Site, RedFlag]]] = {
    "below_knee": (Site.BELOW_KNEE, RedFlag.BELOW_KNEE),
    "emergency": (Site.WHOLE_BODY, RedFlag.EMERGENCY),
}
_TRAINING: Final = ("gave_out_first", "abs_felt", "session_rpe")
_KEYS: Final = (*(question.key for question in FORM), "thigh_root")


def matches(header: Sequence[str]) -> bool:
    """Tell whether a file with these column names holds answers to the daily form."""
    if not header:
        return False
    first, rest = fold(header[0]), header[1:]
    if first in TIMESTAMP_WORDS:
        return any(match_question(name) in PAIN_KEYS or is_exact(name) for name in rest)
    # A diary with short column names is a table of our own; only whole questions make it a form.
    return first in _DATE_WORDS and any(match_question(name) in PAIN_KEYS and len(name) > 30 for name in rest)


def parse(table: TextTable, options: Options) -> Draft:
    """Read the answers to the daily form.

    Parameters
    ----------
    table
        The opened CSV; its first column is the timestamp.
    options
        `day_first` settles the order of day and month.

    Returns
    -------
    Draft
        `pain` (one row a site, and one a safety answer) and `sessions` (one row a record with an
        answer about training).

    Raises
    ------
    LogFileError
        No question of the form is recognised.
    QuestionError
        Every date can be read day first or month first.
    """
    columns, ignored = _assign_columns(table.header)
    if not set(columns) - {"person", "note"}:
        raise LogFileError(texts.NO_QUESTION, where=table.name, hint=texts.COPY_QUESTIONS)
    labels = {key: table.header[positions[0]] for key, positions in columns.items()}
    answers = _gather_answers(table, columns)
    asked = [key for key in columns if key not in ("person", "note")]
    answered = pl.any_horizontal(pl.col(key).is_not_null() for key in asked)
    noted = pl.col("note").is_not_null()
    kept = answers.filter(answered)
    timed, late = _read_time(kept, table, options)
    drafted, wrong, notices = _read_answers(timed, columns, labels)
    clashes = _find_clashes(table, kept, columns)
    mixed = [texts.MIXED_ORDER] if "date_order" in late["rule"] else []
    pain = _pain_rows(drafted, columns)
    return make_draft(
        NAME,
        table,
        {"pain": pain, "sessions": _session_rows(drafted)},
        main="pain",
        problems=[carry_flags(gather_problems(late, wrong, clashes), pain)],
        not_ours={
            texts.NOTHING_ANSWERED: answers.filter(~answered & ~noted).height,
            texts.ONLY_A_NOTE: answers.filter(~answered & noted).height,
        },
        notices=[*notices, *mixed, *([texts.ignored_columns(ignored)] if ignored else [])],
    )


def _assign_columns(header: Sequence[str]) -> tuple[dict[str, list[int]], list[str]]:
    """Return the positions of the columns that ask each question, and the names of the others.

    A question that was deleted from a form and asked again, or asked in another language, has several
    columns. A lightly edited text only counts where no column asks the question word for word.
    """
    found: dict[str, list[int]] = {}
    ignored: list[str] = []
    keys = {index: match_question(name) for index, name in enumerate(header) if index}
    exact = {keys[index] for index in keys if is_exact(header[index])}
    for index, key in keys.items():
        if key is None or (key in exact and not is_exact(header[index])):
            ignored.append(header[index])
        else:
            found.setdefault(key, []).append(index)
    return {key: found[key] for key in _KEYS if key in found}, ignored


def _gather_answers(table: TextTable, columns: Mapping[str, list[int]]) -> pl.DataFrame:
    """One text column a question (the first answer given, or a yes to a safety question), and `moment`."""
    gathered: list[pl.Expr] = [drop_blanks(pl.col("c0")).alias("moment")]
    for key, positions in columns.items():
        cells = [drop_blanks(pl.col(f"c{index}")) for index in positions]
        if key in _SAFETY:
            cells = [*(pl.when(parse_safety(cell)).then(cell) for cell in cells), *cells]
        gathered.append(pl.coalesce(cells).alias(key))
    missing = [pl.lit(None, pl.String).alias(key) for key in ("person", "note") if key not in columns]
    return table.frame.select("source_line", *gathered, *missing)


def _find_clashes(table: TextTable, kept: pl.DataFrame, columns: Mapping[str, list[int]]) -> pl.DataFrame:
    """Problems: several columns ask one question, and a record answers them differently."""
    rows = table.frame.join(kept.select("source_line"), on="source_line", how="semi")
    clashes = []
    for key, positions in columns.items():
        if len(positions) == 1 or key in _SAFETY or key == "note":
            continue
        cells = [drop_blanks(pl.col(f"c{index}")) for index in positions]
        differs = pl.any_horizontal((cell != pl.coalesce(cells)).fill_null(False) for cell in cells)
        clashes.append(
            problems_frame(
                rows,
                differs,
                table="pain",
                column=table.header[positions[0]],
                rule="two_answers",
                value=pl.concat_str(cells, separator=" | ", ignore_nulls=True),
                sentence=texts.TWO_ANSWERS,
            )
        )
    return gather_problems(*clashes)


def _read_time(kept: pl.DataFrame, table: TextTable, options: Options) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add `local_time`, `instant` and, where no time of day was given, `date`; return the problems too."""
    words = fold(table.header[0])
    likely = TIMESTAMP_WORDS.get(words, _DATE_WORDS.get(words))
    parts = split_moments(kept["moment"])
    order = find_order([parts], options.day_first, likely, table.name)
    times = join_moments(parts, order)
    timed = kept.with_columns(times.get_columns())
    problems = moment_problems(timed, "moment", table="pain", label=table.header[0])
    problems = gather_problems(
        problems,
        problems_frame(
            timed,
            pl.col("moment").is_null(),
            table="pain",
            column=table.header[0],
            rule="missing",
            value=pl.lit(None, pl.String),
            sentence=texts.DATE_MISSING,
        ),
    )
    # where the time is known, settling gives the small hours to the day before
    day = pl.when(pl.col("local_time").is_null()).then("date").alias("date")
    return timed.with_columns(day), problems


def _read_answers(
    timed: pl.DataFrame, columns: Mapping[str, list[int]], labels: Mapping[str, str]
) -> tuple[pl.DataFrame, pl.DataFrame, tuple[str, ...]]:
    """Turn the texts of all answers into values; return them with the problems and notices."""
    scales = {key: labels[key] for key in columns if key in _PLACES}
    pain = read_ratings(timed, scales, table="pain")
    felt = read_ratings(timed, {key: labels[key] for key in columns if key == "abs_felt"}, table="sessions")
    values = [*pain.values.get_columns(), *felt.values.get_columns()]
    problems = [pain.problems, felt.problems]
    parsers = {
        "session_rpe": ("sessions", parse_leading_number, "number", texts.A_RATING),
        "gave_out_first": ("sessions", enum_parser(GaveOut), "word", texts.one_of(GaveOut)),
        "below_knee": ("pain", parse_safety, "word", texts.YES_OR_NO),
        "emergency": ("pain", parse_safety, "word", texts.YES_OR_NO),
    }
    for key, (table, parse_cell, rule, wanted) in parsers.items():
        if key in columns:
            read = read_cells(
                timed, key, parse_cell, table=table, label=labels[key], rule=rule, wanted=wanted
            )
            values.append(read.values)
            problems.append(read.problems)
    trained = pl.any_horizontal(
        pl.lit(False), *(pl.col(key).is_not_null() for key in _TRAINING if key in columns)
    )
    told = (pl.col(key).is_not_null().alias(f"{key}_told") for key in columns)
    drafted = timed.with_columns(trained.alias("trained"), *told).with_columns(values)
    return drafted, gather_problems(*problems), (*pain.notices, *felt.notices)


def _pain_rows(drafted: pl.DataFrame, columns: Mapping[str, list[int]]) -> pl.DataFrame:
    """One row a scale answer and one a safety answer, those that cannot be read included.

    The note stands on the first row of its record.
    """
    person = ["person"] if "person" in columns else []
    when = [*person, "local_time", "instant", "date", "source_line", "note"]

    def rows(key: str, site: Site, side: Side | None, intensity: pl.Expr, flag: pl.Expr) -> pl.DataFrame:
        return drafted.filter(pl.col(f"{key}_told")).select(
            *when,
            pl.lit(site.value).alias("site"),
            pl.lit(side.value if side else None, pl.String).alias("side"),
            pl.lit(Timing.DAY.value).alias("timing"),
            intensity.cast(pl.Int32).alias("intensity"),
            flag.cast(pl.String).alias("red_flag"),
        )

    nothing = pl.lit(None)
    parts = [
        rows(key, site, side, pl.col(key), nothing) for key, (site, side) in _PLACES.items() if key in columns
    ]
    for key, (site, flag) in _SAFETY.items():
        if key in columns:
            code = pl.when(key).then(pl.lit(flag.value)).when(~pl.col(key)).then(pl.lit(RedFlag.NO.value))
            parts.append(rows(key, site, None, nothing, code))
    if not parts:  # a form that only asks about training
        kinds = {
            **dict.fromkeys(("site", "side", "timing", "red_flag"), pl.String()),
            "intensity": pl.Int32(),
        }
        return drafted.clear().select(*when, *(pl.lit(None, kind).alias(key) for key, kind in kinds.items()))
    first = pl.int_range(pl.len()).over("source_line") == 0
    return (
        pl.concat(parts)
        .sort("source_line", maintain_order=True)
        .with_columns(pl.when(first).then("note").alias("note"))
    )


def _session_rows(drafted: pl.DataFrame) -> pl.DataFrame:
    """One row a record that says something about training."""
    columns = ["person", "local_time", "instant", "date", *_TRAINING, "source_line"]
    return drafted.filter("trained").select(name for name in columns if name in drafted.columns)
