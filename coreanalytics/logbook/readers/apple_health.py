"""Apple Health: back pain and training out of `export.xml`, or the `export.zip` around it.

Such files reach gigabytes, nearly all of it heart rate, so the bytes are searched for the few tags that
matter and only those are taken apart; nothing else is parsed, and no entity is ever expanded. The broken
document types and control characters that Apple writes do no harm that way.
"""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.archives import Archive, BrokenArchiveError, is_archive
from coreanalytics.logbook.readers.base import Draft, Options, Source, gather_problems, problems_frame
from coreanalytics.logbook.readers.health_tags import Scan, Tag
from coreanalytics.logbook.readers.training import trim_minutes
from coreanalytics.vocabulary import Site, Timing

NAME: Final = "apple_health"
VERSION: Final = "1"

#: Workouts that are sessions of ours: strength, and what trains the trunk on purpose.
SESSIONS: Final = (
    *("TraditionalStrengthTraining", "FunctionalStrengthTraining", "CoreTraining", "CrossTraining"),
    *("HighIntensityIntervalTraining", "Pilates", "Barre", "Gymnastics", "Yoga"),
)
_ACTIVITY: Final = "HKWorkoutActivityType"
_SEVERITY: Final = "HKCategoryValueSeverity"
#: Values of HKCategoryValueSeverity, by number and by name.
_LEVELS: Final = ("Unspecified", "NotPresent", "Mild", "Moderate", "Severe")
_MINUTES: Final = {"min": 1.0, "s": 1 / 60, "sec": 1 / 60, "hr": 60.0, "h": 60.0}
_CLOCK: Final = "%Y-%m-%d %H:%M:%S"
_OLD_MOMENT: Final = r"^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\s*([+-]\d{4})$"
_CHUNK: Final = 4 * 2**20
#: Inflated bytes of an export, at most; the largest seen have 5 GB.
_MOST: Final = 64 * 2**30
_LOOKED_AT: Final = 16
_HEAD: Final = re.compile(rb"<!DOCTYPE\s+HealthData\b|<HealthData[\s>/]")


def knows(source: Source) -> bool:
    """Tell whether a file is an export of Apple Health, or a zip file with one in it."""
    if not is_archive(source):
        return _begins(source.head())
    try:
        with Archive(source) as archive:
            return _find_export(archive) is not None
    except LogFileError:
        return False


def parse_source(source: Source, options: Options) -> Draft:
    """Read an export of Apple Health.

    Returns
    -------
    Draft
        Tables ``pain`` (low back, the day's own rating, made from a word) and ``sessions``.

    Raises
    ------
    LogFileError
        The file is no such export, declares entities, or is a zip file that inflates beyond measure.
    """
    notices = []
    broken = False
    if is_archive(source):
        with Archive(source) as archive:
            member = _find_export(archive)
            if member is None:
                raise LogFileError(texts.NO_HEALTH_DATA, where=source.name, hint=texts.EXPORT_HEALTH)
            scan = Scan(source.name)
            try:
                scan.read(archive.stream(member, most=_MOST, chunk=_CHUNK))
            except BrokenArchiveError:
                if not scan.begun:
                    raise
                broken = True
    else:
        scan = Scan(source.name)
        scan.read(_pieces(source))
    scan.finish()
    if broken:
        notices.append(texts.unpacked_in_part(scan.line))
    elif not scan.ended:
        notices.append(texts.cut_off(scan.line))
    return _make_draft(scan, options, notices)


def _begins(head: bytes) -> bool:
    return head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<" and _HEAD.search(head) is not None


def _find_export(archive: Archive) -> zipfile.ZipInfo | None:
    """Return the member that starts like an export, whatever its name in the person's language."""
    candidates = [member for member in archive.members if member.filename.lower().endswith(".xml")]
    candidates.sort(key=lambda member: member.file_size, reverse=True)
    return next((member for member in candidates[:_LOOKED_AT] if _begins(archive.head(member))), None)


def _pieces(source: Source) -> Iterator[bytes]:
    with source.open() as stream:
        while piece := stream.read(_CHUNK):
            yield piece


def _make_draft(scan: Scan, options: Options, notices: Sequence[str]) -> Draft:
    unknown = sum("workoutActivityType" not in tag.attributes and tag.damage != "" for tag in scan.sessions)
    workouts = [tag for tag in scan.sessions if _is_ours(tag)]
    pain, unclear, untold = _read_pain(scan.pain, options.severity)
    sessions, unplaced = _read_sessions(workouts)
    not_ours = {
        texts.OTHER_HEALTH: scan.records - len(scan.pain) - scan.cut,
        texts.OTHER_WORKOUTS: sum(map(_is_other, scan.sessions)),
        texts.CUT_UNKNOWN: scan.cut + unknown,
        texts.NO_SEVERITY: untold,
    }
    return Draft(
        app=NAME,
        tables={"pain": pain, "sessions": sessions},
        problems=gather_problems(
            unclear, unplaced, _damage(scan.pain, "pain"), _damage(workouts, "sessions")
        ),
        records=scan.records + scan.workouts,
        not_ours={reason: count for reason, count in not_ours.items() if count},
        notices=tuple(notices),
    )


def _is_ours(tag: Tag) -> bool:
    return tag.attributes.get("workoutActivityType", "").removeprefix(_ACTIVITY) in SESSIONS


def _is_other(tag: Tag) -> bool:
    return not _is_ours(tag) and not (tag.damage and "workoutActivityType" not in tag.attributes)


def _read_pain(tags: Sequence[Tag], severity: Mapping[str, int]) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Return ratings, their problems, and how many records name no severity."""
    rows = _with_moments(tags, {"value": "value", "start": "startDate"})
    numbers = {str(number): level for number, level in enumerate(_LEVELS)}
    word = pl.col("value").str.strip_chars().str.strip_prefix(_SEVERITY).replace(numbers)
    told = rows.with_columns(word.alias("word")).filter(pl.col("word").ne_missing(_LEVELS[0]))
    words = {level: severity.get(_split_words(level).lower()) for level in _LEVELS[1:]}
    told = told.with_columns(
        pl.col("word").replace_strict(words, default=None, return_dtype=pl.Int32).alias("intensity")
    )
    unknown = pl.format(
        texts.UNKNOWN_WORD,
        pl.lit("value"),
        pl.col("value").str.slice(0, 80),
        pl.lit(", ".join(_split_words(level) for level in _LEVELS[1:])),
    )
    known = pl.col("intensity").is_not_null()
    problems = gather_problems(
        _no_cell(told, "pain", "value", "value"),
        problems_frame(
            told,
            ~known & pl.col("value").is_not_null(),
            table="pain",
            column="value",
            rule="word",
            value=pl.col("value"),
            sentence=unknown,
        ),
        _unplaced(told, "pain"),
    )
    pain = told.select(
        "local_time",
        "instant",
        pl.lit(Site.LOW_BACK.value).alias("site"),
        pl.lit(Timing.DAY.value).alias("timing"),
        "intensity",
        pl.lit(True).alias("mapped"),
        "source_line",
    )
    return pain, problems, rows.height - told.height


def _read_sessions(tags: Sequence[Tag]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return workouts of ours and their problems."""
    columns = {"kind": "workoutActivityType", "start": "startDate", "end": "endDate"}
    rows = _with_moments(tags, columns | {"duration": "duration", "unit": "durationUnit"})
    titles = {name: _split_words(name) for name in SESSIONS}
    unit = pl.col("unit").replace_strict(_MINUTES, default=None, return_dtype=pl.Float64)
    spent = pl.col("duration").cast(pl.Float64, strict=False) * unit
    between = (_instant("end") - pl.col("instant")).dt.total_seconds() / 60
    sessions = rows.select(
        "local_time",
        "instant",
        pl.col("kind").str.strip_prefix(_ACTIVITY).replace(titles).alias("title"),
        trim_minutes(pl.coalesce(spent, between)).alias("minutes"),
        "source_line",
    )
    return sessions, _unplaced(rows, "sessions")


def _with_moments(tags: Sequence[Tag], columns: Mapping[str, str]) -> pl.DataFrame:
    """Return one row a tag that is whole: its attributes under new names, and its moment."""
    whole = [tag for tag in tags if not tag.damage]
    data = {
        name: pl.Series([tag.attributes.get(attribute) for tag in whole], dtype=pl.String)
        for name, attribute in columns.items()
    }
    frame = pl.DataFrame({**data, "source_line": pl.Series([tag.line for tag in whole], dtype=pl.Int32)})
    clock = _moment("start").str.slice(0, 19).str.to_datetime(_CLOCK, strict=False, time_unit="us")
    frame = frame.with_columns(_instant("start").alias("instant"))
    return frame.with_columns(pl.when(pl.col("instant").is_not_null()).then(clock).alias("local_time"))


def _moment(column: str) -> pl.Expr:
    """Return moments in one spelling; the first exports wrote them without any sign between."""
    return pl.col(column).str.strip_chars().str.replace(_OLD_MOMENT, "$1-$2-$3 $4:$5:$6 $7")


def _instant(column: str) -> pl.Expr:
    return _moment(column).str.to_datetime(f"{_CLOCK} %z", strict=False, time_unit="us")


def _unplaced(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    """Return a problem for each row without a moment."""
    unread = problems_frame(
        rows,
        pl.col("instant").is_null() & pl.col("start").is_not_null(),
        table=table,
        column="startDate",
        rule="date",
        value=pl.col("start"),
        sentence=texts.NO_INSTANT,
    )
    return gather_problems(_no_cell(rows, table, "start", "startDate"), unread)


def _no_cell(rows: pl.DataFrame, table: str, column: str, label: str) -> pl.DataFrame:
    return problems_frame(
        rows,
        pl.col(column).is_null(),
        table=table,
        column=label,
        rule="missing",
        value=pl.col(column),
        sentence=texts.empty_cell(label),
    )


def _damage(tags: Sequence[Tag], table: str) -> pl.DataFrame:
    """Return a problem for each tag that is not whole."""
    broken = [(tag.line, tag.damage) for tag in tags if tag.damage]
    rows = pl.DataFrame(broken, schema={"source_line": pl.Int32, "rule": pl.String}, orient="row")
    return gather_problems(
        *(
            problems_frame(
                rows,
                pl.col("rule") == rule,
                table=table,
                column=None,
                rule=rule,
                value=pl.lit(None, pl.String),
                sentence=sentence,
            )
            for rule, sentence in (("truncated", texts.CUT_RECORD), ("ragged", texts.DAMAGED_RECORD))
        )
    )


def _split_words(name: str) -> str:
    """Return words that were written as one.

    Examples
    --------
    >>> _split_words("CoreTraining")
    'Core Training'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
