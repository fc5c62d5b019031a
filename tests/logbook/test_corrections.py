"""Set-aside records written down, mended, added again: each in the place of exactly that record."""

import csv
import io
import itertools
import re

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import MAKERS

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.formulas import escape_formulas, unescape_formulas
from coreanalytics.logbook.logs import read_logs
from coreanalytics.logbook.readers import read_draft
from coreanalytics.logbook.readers.base import Options

DIARY = (
    "date,low_back,note\n2026-03-01,11,a\n2026-03-02,3,b\n2026-03-02,x,c\n2026-13-09,4,d\n2026-03-05,5,e\n"
)


@pytest.fixture
def book(tmp_path):
    made = Logbook(tmp_path / "book")
    (tmp_path / "diary.csv").write_text(DIARY)
    made.add(tmp_path / "diary.csv", person="me")
    return made


def read(file):
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def write(file, rows):
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    return file


def test_rejected_records_are_written_with_place_reason_and_their_own_columns(book, tmp_path):
    (file,) = book.export_rejected(tmp_path / "out.csv")
    head, *rows = read(file)
    assert head == ["source_file", "source_line", "reason", "date", "low_back", "note", "whole_record"]
    assert [(row[1], *row[3:6]) for row in rows] == [
        ("2", "2026-03-01", "11", "a"),
        ("4", "2026-03-02", "x", "c"),
        ("5", "2026-13-09", "4", "d"),
    ]
    assert "outside 0 to 10" in rows[0][2]
    assert {row[0] for row in rows} == {book.files()["source_file"][0]}


def test_each_mended_row_takes_the_place_of_exactly_that_record(book, tmp_path):
    (file,) = book.export_rejected(tmp_path / "out.csv")
    head, *rows = read(file)
    rows[0][4] = "1"  # line 2
    rows[2][3] = "2026-03-09"  # line 5; line 4 stays broken
    report = book.add(write(tmp_path / "mended.csv", [head, *rows])).files[0]
    assert (report.format, report.records, report.accepted, report.set_aside) == ("corrections", 3, 2, 1)
    pain = book.pain().select("date", "intensity", "note", "source_line").sort("date")
    assert pain["intensity"].to_list() == [1, 3, 5, 4]
    assert pain["source_line"].to_list() == [2, 3, 6, 5]
    assert book.pain()["source_file"].n_unique() == 1
    assert book.rejected()["line"].to_list() == [4]
    # again, with the last one mended too
    rows[1][4] = "7"
    again = book.add(write(tmp_path / "mended2.csv", [head, *rows])).files[0]
    assert (again.accepted, again.set_aside) == (3, 0)
    assert book.rejected().is_empty()
    # the same date twice: the later line of the file wins, as if the file had been right from the start
    assert book.pain()["intensity"].to_list() == [1, 7, 5, 4]
    assert Logbook(book.folder).pain()["intensity"].to_list() == [1, 7, 5, 4]


def test_mended_records_equal_a_file_that_was_right_from_the_start(book, tmp_path):
    (file,) = book.export_rejected(tmp_path / "out.csv")
    head, *rows = read(file)
    for row, (column, value) in zip(rows, [(4, "1"), (4, "7"), (3, "2026-03-09")], strict=True):
        row[column] = value
    book.add(write(tmp_path / "mended.csv", [head, *rows]))
    right = DIARY.replace(",11,", ",1,").replace(",x,", ",7,").replace("2026-13-09", "2026-03-09")
    (tmp_path / "right.csv").write_text(right)
    other = read_logs(tmp_path / "right.csv", person="me")
    columns = [name for name in other.pain().columns if name != "source_file"]
    assert book.pain().select(columns).equals(other.pain().select(columns))


def test_adding_mended_rows_twice_changes_nothing_and_undo_takes_them_back(book, tmp_path):
    (file,) = book.export_rejected(tmp_path / "out.csv")
    head, *rows = read(file)
    rows[0][4] = "1"
    mended = write(tmp_path / "mended.csv", [head, rows[0]])
    book.add(mended)
    assert book.add(mended).files[0].status == "unchanged"
    assert book.pain().height == 3
    book.undo()
    assert book.pain().height == 2
    assert book.rejected().height == 3
    book.redo()
    assert book.pain().height == 3


def test_a_torn_record_stands_whole_and_is_split_again(tmp_path):
    book = Logbook(tmp_path / "book")
    (tmp_path / "diary.csv").write_text("date,low_back,note\n2026-03-01,2,fine\n2026-03-02,3,a,b\n")
    book.add(tmp_path / "diary.csv", person="me")
    (file,) = book.export_rejected(tmp_path / "out.csv")
    head, row = read(file)
    assert row[-1] == "2026-03-02,3,a,b"
    row[-1] = '2026-03-02,3,"a,b"'
    book.add(write(tmp_path / "mended.csv", [head, row]))
    assert book.pain()["note"].to_list() == ["fine", "a,b"]
    assert book.rejected().is_empty()


def test_files_with_other_columns_go_into_files_of_their_own(book, tmp_path):
    (tmp_path / "more.csv").write_text("date,thigh_root_left\n2026-04-01,99\n")
    book.add(tmp_path / "more.csv", person="me")
    written = book.export_rejected(tmp_path / "out.csv")
    assert [file.name for file in written] == ["out.csv", "out-2.csv"]
    assert read(written[1])[0][3:5] == ["date", "thigh_root_left"]
    assert book.export_rejected(tmp_path / "none.csv", person="nobody") == []


def test_rows_that_name_no_record_are_refused(book, tmp_path):
    (file,) = book.export_rejected(tmp_path / "out.csv")
    head, first, *_ = read(file)
    rows = [[*first], [*first], [*first], [*first]]
    rows[0][1] = "99"
    rows[1][1] = "soon"
    rows[2][0] = "0" * 16
    rows[3][4] = "1"
    report = book.add(write(tmp_path / "mended.csv", [head, *rows])).files[0]
    assert (report.accepted, report.set_aside) == (1, 3)
    assert book.pain().height == 3
    with pytest.raises(LogFileError, match="of a book"):
        read_logs(tmp_path / "mended.csv")


def test_a_mended_row_cannot_bring_a_stranger(tmp_path):
    book = Logbook(tmp_path / "book")
    (tmp_path / "group.csv").write_text(
        "person,date,low_back\nann,2026-03-01,2\nbob,2026-03-01,3\n,2026-03-02,4\n"
    )
    book.add(tmp_path / "group.csv")
    (file,) = book.export_rejected(tmp_path / "out.csv")
    head, row = read(file)
    row[3] = "cleo"
    report = book.add(write(tmp_path / "mended.csv", [head, row])).files[0]
    assert report.set_aside == 1
    assert book.people()["person"].to_list() == ["ann", "bob"]
    row[3] = "bob"
    book.add(write(tmp_path / "mended2.csv", [head, row]))
    assert book.pain().filter(person="bob")["intensity"].to_list() == [3, 4]
    assert book.rejected().is_empty()


def test_a_spreadsheet_may_change_separator_and_order_of_columns(book, tmp_path):
    (file,) = book.export_rejected(tmp_path / "out.csv")
    head, first, *_ = read(file)
    first[4] = "1"
    order = [0, 1, 2, 5, 4, 3]
    mended = tmp_path / "mended.csv"
    mended.write_text(
        "\r\n".join(";".join(row[i] for i in order) for row in (head, first)), encoding="utf-16"
    )
    book.add(mended)
    assert book.pain().filter(pl.col("source_line") == 2).select("intensity", "note").row(0) == (1, "a")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=5))
def test_escaped_text_is_inert_and_comes_back(cells):
    frame = pl.DataFrame({"text": cells}, schema={"text": pl.String})
    escaped = frame.select(text=escape_formulas(pl.col("text")))
    for text in escaped["text"]:
        assert not text.startswith(("=", "@", "\t", "\r", "\n"))
        if text.startswith(("+", "-")):
            assert set(text[1:]) <= set("0123456789.,")
    assert escaped.select(text=unescape_formulas(pl.col("text")))["text"].to_list() == cells


# --- every app's export ----------------------------------------------------------------------------


def break_a_date(data: bytes) -> tuple[bytes, int, int]:
    """A made export with one record that cannot be read (its date, if it can be); which record and column."""
    text = data.decode("utf-8-sig")
    delimiter = max(",;\t", key=text.splitlines()[0].count)
    head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for place, column in itertools.product(range(1, len(rows)), range(len(head))):
        if not re.search(r"\d", rows[place][column]):
            continue
        broken = [list(row) for row in rows]
        broken[place][column] = "99 Foo 9999, 99:99"
        stream = io.StringIO()
        csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows([head, *broken])
        made = stream.getvalue().encode()
        draft = read_draft(made, "export.csv", options=Options(day_first=True))
        if draft.problems["line"].n_unique() == 1:
            return made, place, column
    raise AssertionError("nothing to break in this file")


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_a_mended_record_of_every_app_goes_back_into_its_place(tmp_path, name):
    sound = MAKERS[name](5, 9)
    broken, place, column = break_a_date(plain_text(sound))
    told = {"person": "me", "timezone": "Europe/Berlin", "weight_unit": "kg", "day_first": True}
    right = Logbook(tmp_path / "right")
    (tmp_path / "export.csv").write_bytes(plain_text(sound))
    right.add(tmp_path / "export.csv", **told)

    book = Logbook(tmp_path / "book")
    (tmp_path / "export.csv").write_bytes(broken)
    book.add(tmp_path / "export.csv", **told)
    assert book.rejected()["line"].n_unique() == 1
    (file,) = book.export_rejected(tmp_path / "out.csv")
    head, row = read(file)
    row[3 + column] = records_of(sound)[place][column]
    report = book.add(write(tmp_path / "mended.csv", [head, row])).files[0]  # told apart by its columns alone
    assert (report.format, report.accepted, report.set_aside) == ("corrections", 1, 0)
    assert book.rejected().is_empty()
    for table in ("sets", "pain", "habits"):
        mended, meant = getattr(book, table)(), getattr(right, table)()
        left = [column for column in meant.columns if column not in ("source_file", "source_line")]
        assert mended.select(left).equals(meant.select(left)), table


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_the_whole_file_mended_and_added_again_leaves_nothing_set_aside(tmp_path, name):
    sound = MAKERS[name](5, 9)
    told = {"person": "me", "timezone": "Europe/Berlin", "weight_unit": "kg", "day_first": True}
    book = Logbook(tmp_path / "book")
    for data in (break_a_date(plain_text(sound))[0], plain_text(sound)):
        (tmp_path / "export.csv").write_bytes(data)
        book.add(tmp_path / "export.csv", **told)
    assert book.rejected().is_empty()


def plain_text(data: bytes) -> bytes:
    """The same table, comma-separated UTF-8, so that cells can be compared."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([heading_of(data), *records_of(data)])
    return stream.getvalue().encode()


def _rows(data: bytes) -> list[list[str]]:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            data = data.decode(encoding).encode()
    text = data.decode("utf-8-sig")
    delimiter = max(",;\t", key=text.splitlines()[0].count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def heading_of(data: bytes) -> list[str]:
    return _rows(data)[0]


def records_of(data: bytes) -> list[list[str]]:
    width = len(heading_of(data))
    return [row for row in _rows(data)[1:] if len(row) == width]
