"""Text tables: encodings, delimiters, quotes, torn records, and cells."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coreanalytics.errors import ArgumentError, LogFileError, QuestionError
from coreanalytics.logbook.readers import formats, read_draft, reader_version
from coreanalytics.logbook.readers.base import (
    PROBLEMS,
    gather_problems,
    no_problems,
    open_table,
    parse_duration,
    parse_number,
    read_numbers,
)
from coreanalytics.logbook.readers.dates import read_moments
from coreanalytics.logbook.readers.months import _NAMES, MONTHS, parse_month

HEADER = "date,note,score\n"


def cells(table, column):
    return table.frame[f"c{column}"].to_list()


# ---------------------------------------------------------------- encodings


@pytest.mark.parametrize(
    ("encoding", "bom", "said"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "utf-8"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("cp1252", b"", "cp1252"),
    ],
)
def test_every_encoding_reads_the_same(encoding, bom, said):
    text = "Übung,Notiz,Wert\nHüfte,süß – „gut“,3\n"
    table = open_table(bom + text.encode(encoding), "log.csv")
    assert table.header == ("Übung", "Notiz", "Wert")
    assert cells(table, 1) == ["süß – „gut“"]
    assert table.encoding == said
    assert bool(table.notices) == (said == "cp1252")


def test_byte_with_no_place_in_cp1252_is_read_as_latin_1():
    table = open_table(b"a,b\n\x81\xe9,1\n", "log.csv")
    assert table.encoding == "latin-1"
    assert cells(table, 0) == ["\x81é"]


def test_few_broken_characters_do_not_turn_utf_8_into_mojibake():
    data = "a,b\nÜbung für Hüfte und Rücken,1\nx,2\n".encode() + b"\xff,3\n"
    table = open_table(data, "log.csv")
    assert cells(table, 0) == ["Übung für Hüfte und Rücken", "x", "\ufffd"]
    assert "1 broken character" in table.notices[0]


def test_file_cut_inside_a_character_sets_only_the_last_record_aside():
    data = "a,b\n1,x\n2,ü".encode()[:-1]
    table = open_table(data, "log.csv")
    assert cells(table, 0) == ["1"]
    assert table.problems.select("line", "rule", "value").rows() == [(3, "truncated", "2,")]
    assert table.records == 2


# ---------------------------------------------------------------- no text at all


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n\n", "empty"),
        (b"\x00\x00\x00", "empty"),
        (b"PK\x03\x04....[Content_Types].xml....xl/workbook.xml", "Excel workbook"),
        (b"PK\x03\x04....strong.csv", "zip archive"),
        (b"%PDF-1.7\n1 0 obj", "a PDF"),
        (b"SQLite format 3\x00....", "a database"),
        (b"\x1f\x8b\x08....", "gzip"),
        (b"\x0e\x10\x43\x08\x78\x06\x09\x00.FIT....", "FIT"),
        (bytes(range(256)) * 40, "binary"),
        (b"date,pain\n" + bytes(range(1, 32)) * 40, "binary"),
        (b"a,b\n1,2\n" * 1000 + b"\x00\x01", "binary"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"<?xml version='1.0'?><HealthData/>", "XML"),
    ],
)
def test_what_is_no_log_says_what_it_looks_like_and_what_to_do(data, what):
    with pytest.raises(LogFileError, match=what) as caught:
        open_table(data, "pain.csv")
    assert caught.value.where == "pain.csv"
    assert caught.value.hint


def test_header_only_is_no_error_but_said():
    table = open_table(HEADER.encode(), "log.csv")
    assert table.records == 0
    assert table.frame.columns == ["c0", "c1", "c2", "source_line"]
    assert table.notices == ("the file has column names but no records",)


# ---------------------------------------------------------------- delimiters, quotes, lines


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends(delimiter, ending):
    rows = [["a", "b, c; d"], ["1", "x"], ["", "2"]]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=ending).writerows(rows)
    table = open_table(text.getvalue().encode(), "log.csv")
    assert (table.header, table.delimiter) == (("a", "b, c; d"), delimiter)
    assert cells(table, 0) == ["1", None]
    assert table.lines.to_list() == [2, 3]


def test_blank_lines_are_no_records_and_keep_the_count():
    table = open_table(b"\n\na,b\n\n1,2\n,\n   \n3,4", "log.csv")
    assert cells(table, 0) == ["1", "3"]
    assert table.lines.to_list() == [5, 8]


def test_excel_hint_line_gives_the_delimiter():
    table = open_table(b"sep=;\r\na,x;b\r\n1,5;2\r\n", "log.csv")
    assert table.header == ("a,x", "b")
    assert cells(table, 0) == ["1,5"]


def test_notes_with_line_breaks_and_quotes_are_one_record():
    data = b'date,note,score\r\n1,"first\r\nsecond ""quoted"", and; more",3\r\n2,plain,4\r\n'
    table = open_table(data, "log.csv")
    assert cells(table, 1) == ['first\r\nsecond "quoted", and; more', "plain"]
    assert table.lines.to_list() == [2, 4]


def test_whole_lines_in_quotes():
    data = b'"a;b;c"\n"1;""x;y"";3"\n2;plain;4\n"5;6;7;8"\n'
    table = open_table(data, "log.csv")
    assert table.header == ("a", "b", "c")
    assert cells(table, 1) == ["x;y", "plain"]
    assert table.problems.select("line", "rule", "value").rows() == [(4, "ragged", "5;6;7;8")]


def test_record_with_too_few_or_too_many_fields_is_set_aside():
    table = open_table(b"a,b,c\n1,2,3\n4,5\n6,7,\n8,9,10,11\n12,13,14,,\n", "log.csv")
    assert cells(table, 0) == ["1", "6", "12"]  # trailing empty fields are no fields
    assert table.problems.select("line", "rule", "value").rows() == [
        (3, "ragged", "4,5"),
        (5, "ragged", "8,9,10,11"),
    ]
    assert table.problems["sentence"][0] == "the record has 2 fields, the header names 3"
    assert table.problems.schema == pl.Schema(PROBLEMS)


def test_writer_that_leaves_empty_fields_away_is_understood():
    table = open_table(b"a,b,c\n1,2,x\n4,5\n6\n", "log.csv")
    assert cells(table, 0) == ["1", "4", "6"]
    assert cells(table, 2) == ["x", None, None]
    assert table.problems.is_empty()


def test_column_that_is_empty_throughout_may_be_missing():
    table = open_table(b"a,b,c\n1,2,\n4,5\n", "log.csv")
    assert cells(table, 0) == ["1", "4"]


def test_last_record_cut_off_by_the_end_of_the_file():
    table = open_table(b"a,b,c\n1,2,3\n4,5,6\n7,8", "log.csv")
    assert cells(table, 0) == ["1", "4"]
    assert table.problems.select("line", "rule").rows() == [(4, "truncated")]


def test_quote_open_at_the_end_sets_one_record_aside():
    table = open_table(b'a,b,c\n1,2,3\n4,"cut off\nhere', "log.csv")
    assert cells(table, 0) == ["1"]
    assert table.problems.select("line", "rule", "value").rows() == [(3, "truncated", "4,cut off\nhere")]
    assert table.records == 2


def test_quote_that_swallows_the_rest_is_an_error_that_names_its_line():
    data = b"a,b\n1,x\n2,y\n" + b'3,"open\n' + b"4,z\n" * 30
    with pytest.raises(LogFileError, match="line 4") as caught:
        open_table(data, "log.csv")
    assert "line 4" in caught.value.where


def test_quote_that_closes_at_the_next_quote_does_not_hide_records():
    """The open quote ends at the next note's quote, and leaves the right number of fields behind."""
    data = b'a,b\n1,"open\n2,x\n3,"closed"\n4,y\n'
    table = open_table(data, "log.csv")
    assert cells(table, 0) == ["4"]
    assert table.problems.select("line", "rule").rows() == [(2, "ragged")]
    many = b'a,b\n1,"open\n' + b"2,x\n" * 30 + b'3,"closed"\n4,y\n'
    with pytest.raises(LogFileError, match="line 2"):
        open_table(many, "log.csv")


@pytest.mark.parametrize("text", ['a,"b\n1,2\n', '"'])
def test_quote_open_in_the_header_is_an_error(text):
    with pytest.raises(LogFileError, match="line 1"):
        open_table(text.encode(), "log.csv")


@pytest.mark.parametrize("text", [",,\n", '""\n', "sep=;\n", "sep=;"])
def test_header_without_any_name_is_an_empty_file(text):
    with pytest.raises(LogFileError, match="empty"):
        open_table(text.encode(), "log.csv")


def test_long_note_is_a_note():
    note = "\n".join(f"line {number}" for number in range(60))
    table = open_table(f'a,b\n1,"{note}"\n2,x\n'.encode(), "log.csv")
    assert cells(table, 1) == [note, "x"]
    assert table.lines.to_list() == [2, 62]


def test_field_larger_than_the_csv_limit():
    limit = csv.field_size_limit()
    table = open_table(f"a,b\n1,{'x' * (limit + 10)}\n".encode(), "log.csv")
    assert len(cells(table, 1)[0]) == limit + 10
    assert csv.field_size_limit() == limit


def test_many_records_come_in_order():
    rows = 30_000
    special = {9_000: '9000,"x\ny"\n', 9_500: "\n9500,x\n", 20_000: "20000,x,y\n", 29_000: "29000,x,\n"}
    text = "a,b\n" + "".join(special.get(n, f"{n},x\n") for n in range(rows))
    table = open_table(text.encode(), "log.csv")
    numbers = [n for n in range(rows) if n != 20_000]
    assert cells(table, 0) == [str(n) for n in numbers]
    lines = [n + 2 + (n > 9_000) + (n >= 9_500) for n in numbers]
    assert table.lines.to_list() == lines
    assert table.problems.select("line", "rule").rows() == [(20_004, "ragged")]


note_text = st.text(
    alphabet=st.sampled_from(list("ab\"\n\r,;\t 'é日"))
    | st.characters(codec="utf-8", exclude_categories=["C"]),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(st.integers(0, 99).map(str), note_text, note_text), min_size=1, max_size=12),
    delimiter=st.sampled_from([",", ";", "\t"]),
    style=st.sampled_from([("\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_MINIMAL)]),
)
def test_written_tables_come_back_whole(rows, delimiter, style):
    ending, quoting = style
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting)
    writer.writerow(["number", "note", "second note"])
    starts = []
    for row in rows:
        starts.append(len(io.StringIO(out.getvalue(), newline="").readlines()) + 1)
        writer.writerow(row)
    table = open_table(out.getvalue().encode(), "log.csv")
    assert table.problems.is_empty()
    back = [tuple(cell or "" for cell in row) for row in table.frame.drop("source_line").rows()]
    assert back == rows
    assert table.lines.to_list() == starts


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300), keep=st.integers(0, 400))
def test_damaged_files_are_read_or_refused_but_never_crash(data, keep):
    good = b'date,note,score\n2026-01-02,"a\nb",3\n2026-01-03,"x ""y""",4\n' * 3
    damaged = good[:keep] + data
    try:
        table = open_table(damaged, "log.csv")
    except LogFileError:
        return
    lines = [*table.lines, *table.problems["line"]]
    assert len(set(lines)) == len(lines) == table.records


# ---------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8", 8.0),
        ("-1", -1.0),
        ("\u22121", -1.0),
        ("6,5", 6.5),
        ("61.23492", 61.23492),
        ("22,675", 22.675),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234,5", 1234.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("", None),
        ("-", None),
        ("nan", None),
        ("inf", None),
        ("1e999", None),
        ("1,2,3", None),
        ("1.2.3", None),
        ("0x10", None),
        ("8 kg", None),
    ],
)
def test_numbers(text, value):
    assert pl.select(parse_number(pl.lit(text))).item() == value


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2h 38m", 9480),
        ("2h", 7200),
        ("35min", 2100),
        ("5m", 300),
        ("20s", 20),
        ("264h 1m", 950460),
        ("1小时13分钟", 4380),
        ("45分钟", 2700),
        ("1 Std. 5 Min.", 3900),
        ("1:05:00", 3900),
        ("2:30", 150),
        ("2176", 2176),
        ("0.0", 0),
        ("", None),
        ("-5", -5),
        ("a while", None),
        ("5x", None),
        ("m", None),
    ],
)
def test_durations(text, seconds):
    assert pl.select(parse_duration(pl.lit(text))).item() == seconds


def test_cells_that_are_no_numbers_become_problems_with_their_line():
    frame = pl.DataFrame({"reps": ["8", "many", None, " "], "source_line": [2, 3, 4, 9]})
    read = read_numbers(frame, "reps", table="sets", label="Reps")
    assert read.values.to_list() == [8.0, None, None, None]
    row = read.problems.row(0, named=True)
    assert (read.problems.height, row["line"], row["column"], row["rule"], row["value"]) == (
        *(1, 3, "Reps", "number", "many"),
    )


def test_problems_come_in_the_order_of_the_file():
    frame = pl.DataFrame({"x": ["?", "?"], "source_line": [9, 2]})
    found = read_numbers(frame, "x", table="sets", label="x").problems
    assert gather_problems(found, no_problems())["line"].to_list() == [2, 9]


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-05 07:34:00",
        "2026-05-05T07:34:00",
        "2026-05-05 07:34",
        "5 Mai 2026, 07:34",
        "5 mai 2026, 7:34",
        "5 May 2026, 7:34 AM",
        "May 5, 2026, 7:34 am",
        "05.05.2026 07:34",
        "5 de mayo de 2026, 07:34",
        "5. Mai 2026 um 07:34",
        "5 maja 2026, 07:34",
    ],
)
def test_times_as_apps_write_them(text):
    assert read_moments(pl.Series([text]))["local_time"].to_list() == [dt.datetime(2026, 5, 5, 7, 34)]


@pytest.mark.parametrize(
    "text", ["31 Feb 2026, 07:34", "5 May 2026, 25:00", "yesterday", "2026-13-01 10:00:00"]
)
def test_times_that_do_not_exist_are_not_read(text):
    row = read_moments(pl.Series([text])).row(0, named=True)
    assert (row["date"], row["local_time"]) == (None, None)


def test_midnight_and_noon_on_a_twelve_hour_clock():
    times = read_moments(pl.Series(["5 May 2026, 12:05 AM", "5 May 2026, 12:05 PM"]))["local_time"]
    assert [moment.hour for moment in times] == [0, 12]


def test_offset_gives_an_instant():
    row = read_moments(pl.Series(["2026-05-05T07:34:00+02:00"])).row(0, named=True)
    assert row["instant"] == dt.datetime(2026, 5, 5, 5, 34, tzinfo=dt.UTC)


def test_order_of_day_and_month_comes_from_the_whole_column_or_is_asked():
    assert read_moments(pl.Series(["3/4/2026 10:00", "14/4/2026 10:00"]))["date"][0] == dt.date(2026, 4, 3)
    assert read_moments(pl.Series(["3/4/2026 10:00"]), day_first=False)["date"][0] == dt.date(2026, 3, 4)
    with pytest.raises(QuestionError):
        read_moments(pl.Series(["3/4/2026 10:00"]), where="strong.csv")


def test_no_month_name_means_two_months():
    meanings: dict[str, set[int]] = {}
    for names in _NAMES.values():
        alternatives = names.split()
        assert len(alternatives) == 12
        for number, words in enumerate(alternatives, start=1):
            for word in words.split("/"):
                meanings.setdefault(pl.select(parse_month(pl.lit(word))).item(), set()).add(number)
                assert pl.select(parse_month(pl.lit(word))).item() == number
    assert set(meanings) == set(range(1, 13))
    assert set(MONTHS.values()) == set(range(1, 13))


# ---------------------------------------------------------------- registry


def test_formats_are_found_by_themselves():
    assert {"strong", "hevy", "form", "plain"} <= set(formats())
    assert reader_version("strong")


def test_unknown_format_names_those_known():
    with pytest.raises(ArgumentError) as caught:
        read_draft(HEADER.encode(), "log.csv", format="strung")
    assert "strong" in caught.value.hint
    with pytest.raises(ArgumentError):
        reader_version("strung")


def test_unknown_columns_are_shown():
    header = ",".join(f"colour{number}" for number in range(12))
    with pytest.raises(LogFileError, match=r"colour0, .*colour7 …") as caught:
        read_draft(f"{header}\n{'1,' * 11}1\n".encode(), "log.csv")
    assert "hevy" in caught.value.hint
    assert "colour8" not in caught.value.what
