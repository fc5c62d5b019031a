"""What holds for every reader of delimited text: told apart, nothing lost, a part is a part of the whole."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import GYMBOOK, MAKERS, NOTES, make_fitnotes

from coreanalytics.errors import CoreAnalyticsError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.readers import read_draft
from coreanalytics.logbook.readers.base import Draft, Options, unaccounted
from coreanalytics.vocabulary import SEVERITY

FORMATS = sorted(MAKERS)
TOLD = Options(day_first=True)


def rows_of(draft: Draft) -> dict[str, list[dict[str, object]]]:
    """Rows by table without what is empty, so that a column left away is the same as an empty one."""
    return {
        name: [{k: v for k, v in row.items() if v is not None} for row in frame.iter_rows(named=True)]
        for name, frame in draft.tables.items()
    }


def text_of(data: bytes) -> str:
    for mark, encoding in (
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xef\xbb\xbf", "utf-8"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding)
    return data.decode("utf-8")


def read(data: bytes, name: str) -> Draft:
    """Read without naming the format: the columns alone must tell it."""
    draft = read_draft(data, "export.csv", options=TOLD)
    assert draft.format == name
    return draft


def count_records(text: str) -> int:
    """Count the records with nothing but the standard library."""
    header = text.splitlines()[0]
    delimiter = max(",;\t", key=header.count)
    return sum(any(cells) for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) - 1


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), records=st.integers(0, 25))
def test_every_record_ends_in_one_place(name, seed, records):
    data = MAKERS[name](seed, records)
    draft = read(data, name)
    assert unaccounted(draft) == 0
    assert draft.records == count_records(text_of(data)) == records
    assert draft.problems.is_empty()


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), share=st.floats(0, 1))
def test_the_first_lines_make_the_first_rows(name, seed, share):
    text = text_of(MAKERS[name](seed, 14))
    lines = io.StringIO(text, newline="").readlines()
    count = max(1, round(share * len(lines)))
    whole, part = read(text.encode(), name), read("".join(lines[:count]).encode(), name)
    assert unaccounted(part) == 0
    torn = part.problems.filter(pl.col("rule") == "truncated")["line"].to_list()
    end = min([*torn, count + 1])
    for table, rows in rows_of(whole).items():
        assert rows_of(part)[table] == [row for row in rows if row["source_line"] < end]


@pytest.mark.parametrize("name", FORMATS)
def test_rest_of_a_long_file_is_as_its_beginning(name):
    draft = read(MAKERS[name](3, 400), name)
    assert unaccounted(draft) == 0
    assert sum(frame.height for frame in draft.tables.values()) > 50


# ---------------------------------------------------------------- in a book


@pytest.mark.parametrize("name", FORMATS)
def test_twice_is_once_and_an_earlier_export_then_the_whole_is_the_whole(name, tmp_path):
    text = text_of(make_fitnotes(21, 16, torn=False) if name == "fitnotes" else MAKERS[name](21, 16))
    delimiter = max(",;\t", key=text.splitlines()[0].count)
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    place = header.index("start_time") if name == "hevy" else 0
    last = rows[len(rows) // 2][place]
    half = [header, *(row for row in rows[: len(rows) // 2] if row[place] != last)]
    for file, lines in (("half.csv", half), ("whole.csv", [header, *rows])):
        with (tmp_path / file).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(lines)
    told = {"person": "me", "timezone": "Europe/Berlin", "weight_unit": "kg", "day_first": True}
    step, whole = Logbook(tmp_path / "step"), Logbook(tmp_path / "whole")
    step.add(tmp_path / "half.csv", **told)
    for book in (step, whole):
        report = book.add(tmp_path / "whole.csv", **told).files[0]
        assert (
            report.accepted + report.set_aside + sum(report.not_ours.values()) == report.records == len(rows)
        )
    again = whole.add(tmp_path / "whole.csv", **told).files[0]
    assert (again.status, again.unchanged) == ("unchanged", report.accepted)
    origin = ["source_file", "source_line"]
    for table, frame in whole.tables().items():
        columns = [column for column in frame.columns if column not in origin]
        assert step.tables()[table].select(columns).equals(frame.select(columns)), table


# ---------------------------------------------------------------- told apart

HEADERS = {
    "fitnotes": [
        "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment",
        "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time",
        "Date,Exercise,Category,Weight (kgs),Reps,Distance,Distance Unit,Time,Comment",
        "Date,Exercise,Category,Weight (lbs),Reps,Distance,Distance Unit,Time",
        "Date,Exercise,Category,Weight (kg),Weight (lbs),Reps,Distance,Distance Unit,Time,Notes,Kind",
    ],
    "bearable": [
        "date,weekday,time of day,category,rating/amount,detail,notes",
        "date,date formatted,weekday,time of day,category,rating/amount,detail,notes",
    ],
    "daylio": [
        "full_date,date,weekday,time,mood,activities,note_title,note",
        "full_date,date,weekday,time,mood,activities,scales,note_title,note",
        "full_date,date,weekday,time,mood,activities,note",
    ],
    "stronglifts": [
        "Date (yyyy/mm/dd),Workout,Workout Name,Program Name,Body Weight (KG),Exercise,Sets×Reps,Sets×Time,"
        "Top Set (Reps×KG),e1RM (KG),Reps,Volume (KG),Workout Volume (KG),Duration (hours),Start Time (h:mm),"
        "End Time (h:mm),Notes,Set 1 (Reps),Set 1 (KG),Set 2 (Reps),Set 2 (KG)",
        "Date (yyyy/mm/dd),Workout,Workout Name,Program Name,Body Weight (LB),Exercise,Notes,"
        "Set 1 (Reps), Set 1 (LB)",
        "Date,Note,Body Weight (KG),Body Weight (LB),Exercise 1,Weight (KG),Weight (LB),Set 1,Set 2,"
        "Exercise 2,"
        "Weight (KG),Weight (LB),Set 1,Set 2",
    ],
    "gymbook": [header for header, _ in GYMBOOK.values()],
    "strong": [
        "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
        "Workout Notes,RPE"
    ],
    "hevy": [
        "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,"
        "weight_kg,reps,distance_km,duration_seconds,rpe"
    ],
    "plain": [
        "date,exercise,set,reps,load_kg,note",
        "date,site,side,timing,intensity",
        "date,low_back,sleep_h",
        "date,minutes,session_rpe,note",
    ],
    "form": ["Timestamp,Low back,Thigh root left,Anything else?"],
}
PAIRS = [(name, header) for name, headers in HEADERS.items() for header in headers]


@pytest.mark.parametrize(("name", "header"), PAIRS)
def test_exactly_one_reader_knows_a_header(name, header):
    assert read_draft((header + "\n").encode(), "export.csv").format == name


@pytest.mark.parametrize(("name", "header"), PAIRS)
def test_case_quotes_and_marks_in_a_header_do_not_matter(name, header):
    quoted = ",".join(f'"{cell.upper()} "' for cell in header.split(","))
    assert read_draft(b"\xef\xbb\xbf" + (quoted + "\r\n").encode(), "export.csv").format == name


# ---------------------------------------------------------------- how files are written down


def encodings(text: str) -> dict[str, bytes]:
    return {
        "utf-8": text.encode(),
        "utf-8 with mark": b"\xef\xbb\xbf" + text.encode(),
        "utf-16 little": b"\xff\xfe" + text.encode("utf-16-le"),
        "utf-16 big": b"\xfe\xff" + text.encode("utf-16-be"),
        "windows": text.encode("cp1252", errors="replace"),
    }


def rewrite(text: str, delimiter: str, ending: str, **how: object) -> str:
    stream = io.StringIO()
    source = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=text.splitlines()[0].count))
    csv.writer(stream, delimiter=delimiter, lineterminator=ending, **how).writerows(source)  # type: ignore[arg-type]
    return stream.getvalue()


@pytest.mark.parametrize("name", FORMATS)
def test_encodings_delimiters_and_endings_make_no_difference(name):
    text = text_of(MAKERS[name](11, 20) if name != "fitnotes" else make_fitnotes(11, 20, torn=False))
    text = text.replace("\u00a0", " ").replace("\u202f", " ").replace("×", "x").replace("ì", "i")
    expected = rows_of(read(rewrite(text, ",", "\n").encode(), name))
    for delimiter in ",;\t":
        for ending in ("\n", "\r\n"):
            for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
                written = rewrite(text, delimiter, ending, quoting=quoting)
                assert rows_of(read(written.encode(), name)) == expected
    for how, data in encodings(rewrite(text, ";", "\r\n")).items():
        draft = read(data, name)
        if how == "windows":
            assert any("Western European" in notice for notice in draft.notices)
        assert rows_of(draft) == expected


@pytest.mark.parametrize("name", FORMATS)
def test_decimal_commas_are_read_as_points(name):
    text = text_of(MAKERS[name](5, 20) if name != "fitnotes" else make_fitnotes(5, 20, torn=False))
    table = list(
        csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=text.splitlines()[0].count))
    )
    stream = io.StringIO()
    commas = [[c.replace(".", ",") if c.replace(".", "").isdigit() else c for c in row] for row in table[1:]]
    csv.writer(stream, delimiter=";", lineterminator="\n").writerows([table[0], *commas])
    expected = rows_of(read(rewrite(text, ";", "\n").encode(), name))
    assert rows_of(read(stream.getvalue().encode(), name)) == expected


@pytest.mark.parametrize("name", FORMATS)
def test_whole_lines_in_quotes_are_unwrapped(name):
    text = text_of(MAKERS[name](7, 20) if name != "fitnotes" else make_fitnotes(7, 20, torn=False))
    text = rewrite(text, ",", "\n")
    if any(note in text for note in NOTES if "\n" in note):
        text = text.replace("two\nlines, and a comma", "one line, and a comma")
    lines = text.splitlines()
    wrapped = "\n".join('"' + line.replace('"', '""') + '"' for line in lines) + "\n"
    assert rows_of(read(wrapped.encode(), name)) == rows_of(read(text.encode(), name))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("cut", [1, 3, 9, 20])
def test_a_cut_last_line_costs_at_most_that_record(name, cut):
    text = rewrite(
        text_of(make_fitnotes(9, 12, torn=False) if name == "fitnotes" else MAKERS[name](9, 12)), ",", "\n"
    )
    whole, part = read(text.encode(), name), read(text[:-cut].encode(), name)
    assert unaccounted(part) == 0
    last = max(row["source_line"] for rows in rows_of(whole).values() for row in rows)
    for table, rows in rows_of(whole).items():
        kept = [row for row in rows if row["source_line"] < last]
        assert rows_of(part)[table][: len(kept)] == kept


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), data=st.data())
def test_broken_bytes_end_in_a_result_or_a_clear_error(name, seed, data):
    broken = bytearray(MAKERS[name](seed, 6))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(broken) - 1))
        broken[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    try:
        draft = read_draft(bytes(broken), "export.csv", options=TOLD)
    except CoreAnalyticsError as error:
        assert str(error)
    else:
        assert unaccounted(draft) == 0


@pytest.mark.parametrize("name", FORMATS)
def test_digits_of_other_scripts_are_no_numbers_and_no_crash(name):
    lines = text_of(MAKERS[name](2, 8)).splitlines()
    lines[2] = lines[2].translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert unaccounted(read("\n".join([*lines, ""]).encode(), name)) == 0


# ---------------------------------------------------------------- what is said about it


def test_the_page_on_formats_names_every_reader_of_tables_and_the_numbers_of_words(root):
    page = (root / "docs" / "formats.md").read_text(encoding="utf-8")
    assert all(f"(`{name}`)" in page for name in (*FORMATS, "form"))
    words = " | ".join(SEVERITY)
    numbers = " | ".join(str(number) for number in SEVERITY.values())
    assert f"| word | {words} |" in page
    assert f"| number (0–10) | {numbers} |" in page
