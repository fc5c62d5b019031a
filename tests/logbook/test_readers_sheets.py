"""Workbooks: typed cells as typed by a person, many sheets as one log, rows that can be found again."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_binary_files import make_apple_health, make_fit, make_ods, make_rows, make_xlsx, make_zip
from polars.testing import assert_frame_equal

from coreanalytics.errors import LogFileError, QuestionError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.readers import Options, Source, apple_health, read_draft, sheets, zipped
from coreanalytics.logbook.readers.archives import Archive
from coreanalytics.logbook.readers.base import unaccounted
from coreanalytics.logbook.readers.lines import SHEET_STRIDE, SHEETS_FROM, tell_place
from coreanalytics.logbook.readers.ods import read_ods
from coreanalytics.logbook.readers.xlsx import read_xlsx

MAKERS = pytest.mark.parametrize("make", [make_xlsx, make_ods], ids=["xlsx", "ods"])
HEADER = ("date", "low_back", "note")


def cells(data: bytes):
    with Archive(Source("book", data=data)) as archive:
        kind = read_ods if archive.find("mimetype") else read_xlsx
        return [sheet.rows for sheet in kind(archive, "book")]


def as_csv(rows) -> bytes:
    """The same rows as a person types them into CSV."""
    lines = []
    for row in rows:
        told = ["" if c is None else str(c).lower() if isinstance(c, bool) else str(c) for c in row]
        lines.append(",".join('"' + cell.replace('"', '""') + '"' if cell else "" for cell in told))
    return ("\n".join(lines) + "\n").encode()


@MAKERS
def test_cells_become_what_a_person_types(make):
    typed = {
        date(2026, 9, 14): "2026-09-14",
        datetime(2026, 9, 14, 21, 26, 52): "2026-09-14 21:26:52",
        time(18, 30): "18:30:00",
        timedelta(hours=26, minutes=3): "26:03:00",
        3.0: "3",
        3.5: "3.5",
        61.23492: "61.23492",
        -4: "-4",
        " two  words ": " two  words ",
        "<b>&amp;": "<b>&amp;",
        "#DIV/0!": "#DIV/0!",
        "": None,
    }
    rows = cells(make({"s": [[cell] for cell in typed] + [[True], [False]]}))[0]
    told = {number: row[0] for number, row in rows}
    wanted = [*typed.values(), "true", "false"]
    assert told == {number: text for number, text in enumerate(wanted, start=1) if text is not None}


@MAKERS
@pytest.mark.parametrize("table", ["pain", "habits", "sets", "phases"])
def test_a_sheet_reads_like_the_same_table_as_csv(make, table):
    for seed in range(4):
        rows = make_rows(seed)[table]
        rows = [[str(c).replace("\n", " ") if isinstance(c, str) else c for c in row] for row in rows]
        sheet, text = read_draft(make({table: rows}), "a"), read_draft(as_csv(rows), "b")
        assert (sheet.app, sheet.format) == ("plain", "sheets")
        assert (sheet.records, sheet.not_ours) == (text.records, text.not_ours)
        assert_frame_equal(sheet.problems, text.problems)
        for name, frame in text.tables.items():
            assert_frame_equal(sheet.tables[name], frame)


def test_both_kinds_of_workbook_and_both_kinds_of_text_read_alike():
    for seed in range(5):
        first = read_draft(make_xlsx(seed=seed), "a")
        for other in (make_ods(seed=seed), make_xlsx(seed=seed, shared=False)):
            draft = read_draft(other, "b")
            assert (draft.records, unaccounted(draft)) == (first.records, 0)
            for name, frame in first.tables.items():
                assert_frame_equal(draft.tables[name], frame)


@MAKERS
def test_rows_of_later_sheets_have_lines_that_tell_the_sheet(make):
    sheets = {
        "first": [HEADER, (date(2026, 3, 1), 3, None), (date(2026, 3, 2), 11, None)],
        "second": [HEADER, None or (), (date(2026, 3, 3), "many", "x")],
    }
    draft = read_draft(make(sheets), "a")
    assert draft.problems["line"].to_list() == [3, SHEETS_FROM + SHEET_STRIDE + 3]
    assert [tell_place(line) for line in draft.problems["line"]] == ["line 3", "sheet 2 row 3"]
    assert (draft.records, unaccounted(draft)) == (3, 0)


@MAKERS
def test_column_names_may_stand_below_a_title_and_columns_to_the_right(make):
    rows = [("My diary 2026",), (), (None, None, *HEADER), (None, None, date(2026, 3, 1), 4, "x")]
    draft = read_draft(make({"s": rows}), "a")
    assert draft.tables["pain"].select("intensity", "source_line").rows() == [(4, 4)]
    assert any("row 3" in notice for notice in draft.notices)


@MAKERS
def test_other_sheets_are_named_and_counted(make):
    sheets = {
        "Read me": [("Fill in one row a day",), ("thanks",)],
        "pain": [HEADER, (date(2026, 3, 1), 3, None)],
        "blank": [],
    }
    draft = read_draft(make(sheets), "a")
    assert draft.not_ours == {"rows on sheets that are no logs": 2}
    assert any("Read me" in notice and "blank" not in notice for notice in draft.notices)
    assert (draft.records, unaccounted(draft)) == (3, 0)


@MAKERS
def test_templates_that_were_left_empty_say_nothing(make):
    sheets = {"pain": [HEADER, (date(2026, 3, 1), 3, None)], "habits": [("date", "sleep_h")]}
    assert read_draft(make(sheets), "a").notices == ()
    empty = read_draft(make({"habits": [("date", "sleep_h")]}), "a")
    assert (empty.records, len(empty.notices)) == (0, 1)


@MAKERS
def test_form_answers_with_typed_moments(make):
    question = "How much did your low back hurt today? (0-10)"
    rows = [("Timestamp", question), (datetime(2026, 9, 14, 21, 26, 52), 3)]
    try:
        draft = read_draft(make({"Form Responses 1": rows}), "form.xlsx")
    except LogFileError:
        pytest.fail("the form's answers were not known")
    assert draft.app == "form"
    assert draft.tables["pain"]["local_time"].to_list() == [datetime(2026, 9, 14, 21, 26, 52)]


@MAKERS
def test_sheets_of_different_apps_are_a_clear_error(make):
    hevy = [("title", "start_time", "exercise_title", "set_index", "weight_kg", "reps")]
    hevy.append(("A", "5 May 2026, 07:34", "Plank", 0, None, 3))
    with pytest.raises(LogFileError, match="different kinds"):
        read_draft(make({"pain": make_rows()["pain"], "hevy": hevy}), "a")


@MAKERS
def test_no_known_sheet_an_empty_book_and_an_unsettled_date(make):
    with pytest.raises((LogFileError, QuestionError), match=r"a\.x, sheet budget|no known|column"):
        read_draft(make({"budget": [("month", "rent"), ("May", 900)]}), "a.x")
    with pytest.raises(LogFileError, match="empty"):
        read_draft(make({"s": []}), "a")
    with pytest.raises(QuestionError):
        read_draft(make({"s": [HEADER, ("3/4/2026", 3, None)]}), "a")
    told = Options(day_first=True)
    draft = read_draft(make({"s": [HEADER, ("3/4/2026", 3, None)]}), "a", options=told)
    assert draft.tables["pain"]["date"].to_list() == [date(2026, 4, 3)]


@MAKERS
def test_error_cells_are_no_answers_or_set_aside_but_never_vanish(make):
    rows = [HEADER, (date(2026, 3, 1), "#N/A", "only a note"), (date(2026, 3, 2), "#DIV/0!", None)]
    draft = read_draft(make({"s": rows}), "a")
    assert draft.problems.select("line", "value").rows() == [(3, "#DIV/0!")]
    assert (draft.records, unaccounted(draft)) == (2, 0)


@MAKERS
@given(seed=st.integers(0, 50), place=st.integers(0, 10**6), byte=st.integers(0, 255))
@settings(max_examples=40, deadline=None)
def test_damaged_content_is_an_error_or_reconciles(make, seed, place, byte):
    whole = zipfile.ZipFile(io.BytesIO(make(seed=seed % 5)))
    members = {info.filename: whole.read(info) for info in whole.infolist()}
    name = sorted(members)[seed % len(members)]
    data = bytearray(members[name])
    data[place % len(data)] = byte
    try:
        draft = read_draft(make_zip({**members, name: bytes(data)}), "a")
    except (LogFileError, QuestionError):
        return
    assert unaccounted(draft) == 0


def test_two_far_corners_and_repeated_cells_take_no_memory():
    sheet = (
        '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    )
    far = _with_part(make_xlsx({"s": [["x"]]}), "xl/worksheets/sheet1.xml", sheet)
    cell = (
        '<table:table-cell table:number-columns-repeated="{}" office:value-type="string"><text:p>x</text:p>'
    )
    rows = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">'
        '<table:table table:name="s">'
        '<table:table-row table:number-rows-repeated="{}">' + cell + "</table:table-cell></table:table-row>"
        "</table:table></office:document-content>"
    )
    tracemalloc.start()
    assert [number for number, _ in cells(far)[0]] == [1, 1_048_576]
    for columns, count in ((999_999_999, 1), (16_000, 1_000_000)):
        wide = _with_part(make_ods({"s": [["x"]]}), "content.xml", rows.format(count, columns))
        with pytest.raises(LogFileError, match="too large"):
            cells(wide)
    assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    tracemalloc.stop()


def _with_part(data: bytes, name: str, text: str) -> bytes:
    whole = zipfile.ZipFile(io.BytesIO(data))
    members = {info.filename: whole.read(info) for info in whole.infolist()}
    return make_zip({**members, name: text.encode()})


@pytest.mark.parametrize(("make", "part"), [(make_xlsx, "xl/sharedStrings.xml"), (make_ods, "content.xml")])
def test_document_types_and_bombs_are_refused(make, part):
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(LogFileError, match="damaged"):
        read_draft(_with_part(make(), part, laughs), "a")
    with pytest.raises(LogFileError, match="beyond all measure"):
        read_draft(_with_part(make(), part, "<x>" + " " * (50 * 2**20) + "</x>"), "a")


def test_old_binary_and_cut_workbooks_say_what_to_do():
    with pytest.raises(LogFileError, match=r"\.xls\)") as caught:
        read_draft(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "old.xls")
    assert ".xlsx" in str(caught.value)
    with pytest.raises(LogFileError, match=r"\.xlsb"):
        read_draft(make_zip({"xl/workbook.bin": b"x", "[Content_Types].xml": b"<a/>"}), "b.xlsb")
    data = make_xlsx()
    with pytest.raises(LogFileError, match="damaged or cut off"):
        read_draft(data[: len(data) // 2], "cut.xlsx")


def test_other_writers_leave_out_references_and_put_prefixes():
    sheet = (
        '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:r><x:t>da</x:t></x:r>'
        "<x:r><x:t>te</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh></x:is></x:c>"
        '<x:c t="str"><x:f>A1</x:f><x:v>low_back</x:v></x:c></x:row>'
        '<x:row><x:c t="d"><x:v>2026-03-01T00:00:00</x:v></x:c><x:c><x:v>3.0</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    data = _with_part(make_xlsx({"s": [["x"]]}), "xl/worksheets/sheet1.xml", sheet)
    assert cells(data) == [[(1, ["date", "low_back"]), (2, ["2026-03-01", "3"])]]


def test_days_may_count_from_1904():
    book = '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="s" r:id="rId1"/></sheets>'
    book += "</workbook>"
    data = _with_part(make_xlsx({"s": [[date(2026, 9, 14)]]}), "xl/workbook.xml", book)
    assert cells(data) == [[(1, ["2030-09-15"])]]


def test_a_zip_file_around_one_log_is_read_and_others_say_what_to_do():
    csv = b"date,low_back\n2026-03-01,3\n"
    draft = read_draft(make_zip({"Daily form.csv": csv, "__MACOSX/._x.csv": b"x"}), "form.zip")
    assert (draft.format, draft.app, draft.records) == ("zip", "plain", 1)
    assert read_draft(make_zip({"a/b.xlsx": make_xlsx()}), "x.zip").app == "plain"
    for members in ({"a.csv": csv, "b.csv": csv}, {"x.pdf": b"x"}, {}, {"a.csv": make_zip({"a.csv": csv})}):
        with pytest.raises(LogFileError) as caught:
            read_draft(make_zip(members), "x.zip")
        assert caught.value.hint


def test_a_book_keeps_a_workbook_and_tells_the_place_of_what_was_set_aside(tmp_path: Path):
    rows = make_rows(3)
    rows["habits"] = [*rows["habits"], (date(2026, 3, 2), "long", None)]
    path = tmp_path / "log.xlsx"
    path.write_bytes(make_xlsx(rows))
    book = Logbook(tmp_path / "book")
    book.create()
    told = {"person": "me", "timezone": "Europe/Berlin", "weight_unit": "kg"}
    report = book.add(path, **told).files[0]
    assert report.format == "sheets"
    assert report.records == report.accepted + report.set_aside + sum(report.not_ours.values())
    assert any("sheet 2 row 14" in reason for reason in report.reasons)
    assert "sheet 2 row 14" in str(book.status())
    assert book.add(path, **told).files[0].status == "unchanged"
    assert set(book.sets()["app"]) == {"plain"}


def test_a_folder_may_hold_other_archives(tmp_path: Path):
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "export.xml").write_bytes(make_apple_health(1))
    (folder / "log.ods").write_bytes(make_ods())
    (folder / "photos.zip").write_bytes(make_zip({"a.jpg": b"x", "b.jpg": b"y"}))
    (folder / "export_cda.xml").write_bytes(b"<?xml version='1.0'?><ClinicalDocument/>")
    book = Logbook(tmp_path / "book")
    book.create()
    report = book.add(folder, person="me", timezone="Europe/Berlin", weight_unit="kg")
    told = {file.name: file.status for file in report}
    assert told == {
        "export.xml": "added",
        "log.ods": "added",
        "export_cda.xml": "skipped",
        "photos.zip": "skipped",
    }
    assert not report.failed
    assert "photos.zip" in str(report)


def test_no_reader_takes_the_file_of_another():
    assert [reader.knows(Source("a", data=make_fit())) for reader in (sheets, apple_health, zipped)] == [
        False
    ] * 3
    assert read_draft(make_xlsx(), "a").format == "sheets"
    assert read_draft(make_ods(), "a").format == "sheets"
    assert read_draft(make_apple_health(), "a").format == "apple_health"


def test_rows_that_are_numbered_alike_keep_lines_of_their_own():

    data = make_xlsx({"pain": [["date", "low_back"], [date(2026, 3, 1), 3], [date(2026, 3, 2), 4]]})
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = {info.filename: packed.read(info) for info in packed.infolist()}
    name = next(name for name in members if name.startswith("xl/worksheets/"))
    members[name] = members[name].replace(b'<row r="3"', b'<row r="2"')
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for member, content in members.items():
            packed.writestr(member, content)
    draft = read_draft(stream.getvalue(), "log.xlsx")
    assert draft.records == 2
    assert unaccounted(draft) == 0
    assert draft.tables["pain"]["source_line"].to_list() == [2, 3]
