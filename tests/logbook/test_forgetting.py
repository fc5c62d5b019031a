"""Forgetting somebody: what goes, what stays for everybody else, the proof, and every way to interrupt it."""

import codecs
import csv
import hashlib
import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_binary_files import make_xlsx, make_zip
from polars.testing import assert_frame_equal

from coreanalytics.errors import ArgumentError, BookError
from coreanalytics.logbook import amendments, forgetting
from coreanalytics.logbook.amendments import AMENDING, is_amending
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.name_search import find_traces, is_common, make_matcher, read_values
from coreanalytics.logbook.remainders import blank_values, keep_lines
from coreanalytics.logbook.store import HISTORY
from coreanalytics.logbook.tables import TABLES

SECRET = "the groin pulls as when I fell off the ladder"
DIARY = (
    "person,date,low_back,sleep_h,note\n"
    f'ann,2026-03-01,3,7,"{SECRET}"\n'
    'anna,2026-03-01,1,8,"cannot say, ann-like, annoying"\n'
    'bob,2026-03-01,2,6,"two\nlines, and ""quotes"""\n'
    '"ann",2026-03-02,4,,"an even longer story\nover several\nlines of hers"\n'
    ",2026-03-02,5,,whose is this longer line\n"
    "bob,2026-03-02,11,,too much for Bob today\n"
    "ann,2026-03-03,,,\n"
    "bob,2026-03-03,0,,\n"
    "ann,2026-03-04,3,7,stray,field of hers\n"
)


@pytest.fixture
def book(tmp_path):
    return Logbook(tmp_path / "book")


@pytest.fixture
def put(tmp_path):
    def write(name, content):
        file = tmp_path / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return write


NEW = {"distinct": ["ann", "anna", "bob", "Ann", "Zoë"]}


def others(book, person="ann"):
    """What the tables tell of everybody else."""
    drop = ["source_file", "source_line"]
    return {
        name: frame.filter(pl.col("person") != person).drop(drop, strict=False)
        for name, frame in book.tables().items()
    }


def check_same(before, after):
    for name in TABLES:
        assert_frame_equal(before[name], after[name], check_row_order=False)


def bytes_of(folder):
    """Everything in a folder, as one text each way that it may be written."""
    data = b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    return data.decode("utf-8", errors="replace") + data.decode("utf-16-le", errors="replace")


# --- files ----------------------------------------------------------------------------------------------


def test_a_file_of_theirs_goes_and_the_others_keep_every_row(book, put):
    book.add(put("ann.csv", f"date,low_back,note\n2026-03-01,3,{SECRET}\n"), person="ann", **NEW)
    book.add(put("bob.csv", "date,low_back\n2026-03-01,2\n"), person="bob", **NEW)
    book.tables()
    before = others(book)
    done = book.forget("ann")
    assert [(f.number, f.outcome, f.theirs) for f in done.files] == [(1, "removed", 1)]
    assert done.is_proven
    assert done.searched > 3
    check_same(before, others(book))
    assert book.people()["person"].to_list() == ["bob"]
    check_same(before, others(Logbook(book.folder)))
    assert SECRET not in bytes_of(book.folder)
    assert book.history()["kind"].to_list()[-1] == "forget"
    assert "ann" not in json.dumps(book.history().to_dicts(), default=str)


def test_a_file_about_several_people_is_rewritten_without_their_records(book, put):
    book.add(put("diary.csv", DIARY), **NEW)
    before, set_aside = others(book), book.rejected().filter(pl.col("person") == "bob")
    done = book.forget("ann")
    told = done.files[0]
    # hers: two told, one with nothing answered; nobody's: the nameless, the torn
    assert (told.outcome, told.theirs, told.nameless, told.lost) == ("rewritten", 2, 3, 0)
    assert done.is_proven, done
    check_same(before, others(book))
    assert book.rejected()["rule"].to_list() == set_aside["rule"].to_list() == ["range"]
    kept = next((book.folder / HISTORY / "000001").glob("0-*"))
    assert kept.read_bytes().decode() == (
        "person,date,low_back,sleep_h,note\n"
        'anna,2026-03-01,1,8,"cannot say, ann-like, annoying"\n'
        'bob,2026-03-01,2,6,"two\nlines, and ""quotes"""\n'
        "bob,2026-03-02,11,,too much for Bob today\n"
        "bob,2026-03-03,0,,\n"
    )
    assert kept.stat().st_mode & 0o077 == 0
    note = json.loads((kept.parent / "add.json").read_text())
    assert note["files"][0]["sha256"] == hashlib.sha256(kept.read_bytes()).hexdigest()
    assert note["files"][0]["people"] == ["anna", "bob"]
    for gone in (SECRET, "longer story", "whose is this", "field of hers"):
        assert gone not in bytes_of(book.folder)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encoding_delimiter_and_line_ends_are_kept(book, put, encoding, ending):
    mark = {"utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"")
    rows = [
        "person;date;low_back;note",
        "Zoë;2026-03-01;3;süß",
        "ann;2026-03-01;4;übel",
        "Zoë;2026-03-02;2,0;für",
    ]
    data = mark + ending.join(rows).encode(encoding)
    book.add(put("a.csv", data), **NEW)
    before = others(book)
    assert book.forget("ann").is_proven
    check_same(before, others(book))
    del rows[2]
    kept = next((book.folder / HISTORY / "000001").glob("0-*"))
    assert kept.read_bytes() == mark + ending.join(rows).encode(encoding)


def test_parquet_is_filtered(book, tmp_path):
    frame = pl.DataFrame(
        {
            "person": ["ann", "bob", "anna", "ann"],
            "date": ["2026-03-01"] * 4,
            "site": ["low_back", "low_back", "low_back", "control"],
            "intensity": [3, 2, 1, 0],
            "timing": ["day"] * 4,
            "note": [SECRET, None, "Ann ", None],
        }
    )
    frame.write_parquet(tmp_path / "pain.parquet")
    book.add(tmp_path / "pain.parquet", **NEW)
    done = book.forget("ann")
    assert done.is_proven
    assert book.pain().select("person", "intensity").rows() == [("anna", 1), ("bob", 2)]
    # a cell that is their name as a whole is emptied, whosever record it is in
    assert book.pain()["note"].to_list() == [None, None]


def workbook():
    rows = [["person", "date", "low_back", "note"]]
    rows += [
        ["ann", "2026-03-01", 3, SECRET],
        ["bob", "2026-03-01", 2, None],
        ["bob", "2026-03-02", 11, None],
    ]
    more = [["person", "date", "sleep_h"], ["bob", "2026-03-01", 7.5], ["ann", "2026-03-01", 6]]
    return make_xlsx({"Pain": rows, "Habits": more})


def test_a_workbook_becomes_csv_files_with_the_same_cells(book, put):
    book.add(put("log.xlsx", workbook()), **NEW)
    before, set_aside = others(book), book.rejected().select("person", "rule", "column").rows()
    done = book.forget("ann")
    assert [(f.outcome, f.theirs, f.lost) for f in done.files] == [("converted", 2, 0)]
    assert len(done.files[0].names) == 2
    assert done.is_proven
    check_same(before, others(book))
    assert (
        book.rejected().select("person", "rule", "column").rows()
        == set_aside
        == [("bob", "range", "low_back")]
    )
    assert not list(book.folder.rglob("*.xlsx"))


def test_a_zip_file_becomes_the_log_in_it(book, put):
    book.add(put("log.zip", make_zip({"diary.csv": DIARY.encode()})), **NEW)
    before = others(book)
    assert book.forget("ann").files[0].outcome == "converted"
    check_same(before, others(book))
    assert SECRET not in bytes_of(book.folder)


def test_the_order_of_day_and_month_that_only_their_rows_showed_is_remembered(book, put):
    book.add(put("a.csv", "person,date,low_back\nann,13/2/2026,3\nbob,3/4/2026,2\n"), **NEW)
    before = others(book)
    assert book.forget("ann").is_proven
    check_same(before, others(book))
    assert book.pain()["date"].to_list()[0].isoformat() == "2026-04-03"


def test_what_cannot_be_rewritten_stops_the_work_before_anything_is_changed(book, put, monkeypatch):
    book.add(put("diary.csv", DIARY), **NEW)
    book.add(put("ann.csv", f"date,low_back,note\n2026-03-05,3,{SECRET}\n"), person="ann")
    before = bytes_of(book.folder / HISTORY)
    monkeypatch.setattr("coreanalytics.logbook.rewriting._fit", lambda *_, **__: None)
    with pytest.raises(BookError, match="several people") as told:
        book.forget("ann")
    assert "diary.csv" in str(told.value)
    assert "--drop-unreadable" in told.value.hint
    assert bytes_of(book.folder / HISTORY) == before
    done = book.forget("ann", drop_unreadable=True)
    assert done.is_proven
    assert [f.outcome for f in done.files] == ["removed", "removed"]
    assert done.files[0].lost == 4
    assert "4 records of others could not be carried over" in str(done)


# --- history --------------------------------------------------------------------------------------------


def test_undone_and_replaced_adds_are_forgotten_too(book, put):
    book.add(put("a.csv", f"date,low_back,note\n2026-03-01,3,{SECRET}\n"), person="ann")
    book.undo()
    book.add(put("b.csv", "date,low_back\n2026-03-01,2\n"), person="bob", **NEW)
    assert book.forget("ann").is_proven
    assert SECRET not in bytes_of(book.folder)
    with pytest.raises(BookError, match="nothing was undone"):
        book.redo()
    assert book.undo().number == 3
    with pytest.raises(BookError, match="no add"):
        book.undo()


def test_bytes_that_were_told_to_be_theirs_go_with_every_earlier_reading(book, put):
    file = put("a.csv", f"date,low_back,note\n2026-03-01,3,{SECRET}\n")
    book.add(file, person="bob")
    book.add(file, person="ann", **NEW)
    assert book.people()["person"].to_list() == ["ann"]
    assert book.forget("ann").is_proven
    assert book.people().is_empty()
    assert SECRET not in bytes_of(book.folder)


def test_names_that_stood_for_them_and_file_names_go_as_well(book, put):
    book.add(put("ann/strong.csv", "date,low_back\n2026-03-01,3\n"), person="ann")
    book.add(
        put("shared/ann.csv", "person,date,low_back\nAnn L.,2026-03-02,3\nbob,2026-03-02,1\n"),
        same={"Ann L.": "ann"},
        **NEW,
    )
    assert book.people()["person"].to_list() == ["ann", "bob"]
    done = book.forget("ann")
    assert done.is_proven
    assert "Ann L." not in bytes_of(book.folder)
    assert book.files()["file"].to_list() == ["file.csv"]


def test_settings_aliases_and_their_copies_are_cleared(book, put):
    book.create(person="ann")
    aliases = book.folder / "aliases.csv"
    aliases.write_text(aliases.read_text() + "ann,crunch,,\nannular crunch,crunch,,\n")
    book.add(put("a.csv", "date,low_back\n2026-03-01,3\n"))
    book.add(put("b.csv", "date,low_back\n2026-03-01,3\n"), person="bob", **NEW)
    book.tables()
    done = book.forget("ann")
    assert done.is_proven
    assert set(done.others) == {"coreanalytics.toml", "aliases.csv"}
    assert book.settings.person is None
    assert "annular crunch" in aliases.read_text()
    assert "\nann," not in bytes_of(book.folder)
    assert 'person = "ann"' not in bytes_of(book.folder)
    assert "# Smallest difference" in (book.folder / "coreanalytics.toml").read_text()


def test_the_pseudonym_goes_and_is_never_given_to_anybody_else(book, put, tmp_path):
    for score, name in enumerate(("ann", "bob")):
        book.add(put(f"{name}.csv", f"date,low_back\n2026-03-01,{score}\n2026-03-02,0\n"), person=name, **NEW)
    book.pseudonymise(tmp_path / "one")
    key = book.folder / "pseudonyms.csv"
    theirs = next(line for line in key.read_text().splitlines() if line.startswith("ann,")).split(",")[1]
    assert book.forget("ann").is_proven
    assert "ann" not in key.read_text()
    book.add(put("c.csv", "date,low_back\n2026-04-01,3\n"), person="zora")
    book.pseudonymise(tmp_path / "two")
    names = dict(line.split(",")[:2] for line in key.read_text().splitlines()[1:] if not line.startswith(","))
    assert set(names) == {"bob", "zora"}
    assert theirs not in names.values()


def test_somebody_s_pseudonym_in_another_case_is_no_trace(book, put, tmp_path):
    book.add(put("ann.csv", "date,low_back\n2026-03-01,2\n"), person="ann", **NEW)
    book.pseudonymise(tmp_path / "one")
    key = book.folder / "pseudonyms.csv"
    theirs = next(line for line in key.read_text().splitlines() if line.startswith("ann,")).split(",")[1]
    book.add(put("b.csv", "date,low_back\n2026-03-01,5\n"), person=theirs.lower(), **NEW)
    done = book.forget(theirs.lower())
    assert done.is_proven, done.traces
    assert f"ann,{theirs}" in key.read_text()
    assert book.people()["person"].to_list() == ["ann"]


def test_mended_records_follow_to_the_new_lines(book, put, tmp_path):
    book.add(put("diary.csv", DIARY), **NEW)
    (waiting,) = mend(book, tmp_path)
    text = waiting.read_text("utf-8-sig")
    assert ",11," in text
    waiting.write_text(text.replace(",11,", ",1,"), encoding="utf-8")
    book.add(waiting)
    before = others(book)
    assert before["pain"].filter(pl.col("person") == "bob")["intensity"].to_list() == [2, 1, 0]
    done = book.forget("ann")
    assert done.is_proven
    check_same(before, others(book))
    assert book.rejected().is_empty()


def mend(book, tmp_path):
    from coreanalytics.logbook.correcting import write_rejected

    rejected = book.rejected().filter(pl.col("person") == "bob")
    return write_rejected(book.folder, book._entries(), rejected, tmp_path / "mend.csv")


def test_nobody_is_forgotten_by_a_name_that_the_book_does_not_know(book, put):
    book.add(put("a.csv", "date,low_back\n2026-03-01,3\n"), person="ann")
    before = bytes_of(book.folder / HISTORY)
    with pytest.raises(ArgumentError, match="nobody named 'Ann'") as told:
        book.forget("Ann")
    assert "did you mean 'ann'" in told.value.hint
    with pytest.raises(BookError, match="as it was"):
        Logbook(book.folder, as_of=1).forget("ann")
    assert bytes_of(book.folder / HISTORY) == before


def test_a_book_as_of_before_shows_nothing_of_them(book, put):
    book.add(put("diary.csv", DIARY), **NEW)
    book.add(put("b.csv", "date,low_back\n2026-03-09,2\n"), person="bob")
    book.forget("ann")
    old = Logbook(book.folder, as_of=1)
    assert set(old.people()["person"]) == {"anna", "bob"}
    assert old.pain().height == 3


# --- the proof ------------------------------------------------------------------------------------------


def test_the_name_is_a_whole_value_whatever_its_case_quotes_and_unicode_form():
    matches = make_matcher("Zoë", ["zoe"])
    for text in ("Zoë", " zoë ", "ZOË", "Zoe\u0308", '"Zoë"', "'Zoë'", "«Zoë»", "Ｚｏë"):
        assert matches(text), text
    for text in ("Zoë B", "Zoëlla", "zoe", "trained with Zoë", ""):
        assert not matches(text), text
    assert is_common("7") and is_common("left") and is_common("low back") and not is_common("me")


PLANTED = {
    "note.json": ('{"a": ["ANN "]}', True),
    "keys.json": ('{"Ann": 1}', True),
    "word.json": ('{"a": "ann and bob", "anna": "cannot"}', False),
    "set.toml": ('x = "ann"', True),
    "other.toml": ('x = "anna"', False),
    "list.csv": ('who,what\nbob,"Ann"\n', True),
    "words.csv": ("who,what\nbob,ann-like; annoying; joann\n", False),
    "page.html": ("<td class=x>Ann</td>", True),
    "prose.md": ("We saw Ann there.\n", False),
    "utf16.txt": ("who\tx\nann\t1\n".encode("utf-16"), True),
    "blob.bin": (b"\x00\x01\xff\xfeann\x00\x07", True),
    "blob2.bin": (b"\x00\x01joanna\x00", False),
    "ann.html": ("x", True),
    "inside.zip": (make_zip({"a.csv": b"who,x\nann,1\n"}), True),
    "lone.docx": (make_zip({"word.xml": b"<t>Joann</t>"}), False),
    "book.xlsx": (make_xlsx({"A": [["who"], ["Ann"]]}), True),
}


@pytest.mark.parametrize("name", PLANTED)
def test_the_search_finds_what_was_planted_and_nothing_else(tmp_path, name):
    content, is_there = PLANTED[name]
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    traces, searched = find_traces(tmp_path, make_matcher("ann", ["anna", "joann"]), [])
    assert searched == 1
    assert bool(traces) == is_there, traces


def test_the_search_reads_parquet_and_finds_words_within_others(tmp_path):
    pl.DataFrame({"note": [f"he said: {SECRET}!", None], "who": [["ann"], ["bob"]]}).write_parquet(
        tmp_path / "x.parquet"
    )
    traces, _ = find_traces(tmp_path, make_matcher("ann", []), [SECRET])
    assert {(t.kind, t.value) for t in traces} == {("name", "ann"), ("words", SECRET)}


def test_a_stray_file_in_the_book_is_told_about_and_left_alone(book, put):
    book.add(put("a.csv", f"date,low_back,note\n2026-03-01,3,{SECRET}\n"), person="ann")
    stray = book.folder / "reports" / "week.html"
    stray.parent.mkdir()
    stray.write_text(f"<h1>Ann</h1><p>{SECRET}</p>")
    done = book.forget("ann")
    assert not done.is_proven
    assert {trace.kind for trace in done.traces} == {"name", "words"}
    assert "week.html" in str(done)
    assert done.to_dict()["proven"] is False
    assert stray.exists()


def test_what_others_wrote_word_for_word_is_theirs(book, put):
    line = "slept badly because of the storm"
    book.add(put("a.csv", f"date,low_back,note\n2026-03-01,3,{line}\n"), person="ann")
    book.add(put("b.csv", f"date,low_back,note\n2026-03-01,1,so: {line}\n"), person="bob", **NEW)
    assert book.forget("ann").is_proven
    assert book.pain()["note"].to_list() == [f"so: {line}"]


def test_a_name_that_is_a_number_or_a_word_of_logs_is_looked_for_where_names_stand(book, put):
    rows = ["7,2026-03-01,7,7,left", "bob,2026-03-01,7,7,7", "bob,2026-03-02,1,7,x"]
    text = "\n".join(["person,date,low_back,sleep_h,note", *rows, ""])
    book.add(put("a.csv", text), **NEW)
    before = others(book, "7")
    done = book.forget("7")
    assert done.is_proven
    assert done.only_names
    check_same(before, others(book, "7"))
    assert "wherever names stand" in str(done)


def test_somebody_who_is_called_like_a_word_of_logs_takes_nothing_along(book, put):
    book.create(person="left")
    (book.folder / "aliases.csv").write_text("name,exercise,hands,side\nWobble,side_plank,,left\n")
    rows = ["left,2026-03-01,Wobble,1,5,left,", "bob,2026-03-01,Wobble,1,5,left,left"]
    text = "\n".join(["person,date,exercise,set,reps,side,note", *rows, ""])
    book.add(put("a.csv", text), **NEW)
    before = others(book, "left")
    assert book.forget("left").is_proven
    check_same(before, others(book, "left"))
    assert book.sets().select("side", "note").rows() == [("left", "left")]
    assert book.settings.person is None
    assert "Wobble" in (book.folder / "aliases.csv").read_text()


def test_a_mention_as_a_whole_cell_in_somebody_elses_file_is_emptied(book, put):
    book.add(put("a.csv", "date,low_back\n2026-03-01,3\n"), person="ann")
    book.add(
        put("b.csv", 'date,low_back,note\n2026-03-01,1," Ann"\n2026-03-02,2,with ann\n'), person="bob", **NEW
    )
    book.add(put("c.csv", "date,low_back,note\n2026-03-05,2,quiet\n"), person="bob")
    untouched = next((book.folder / HISTORY / "000003").glob("0-*"))
    assert book.forget("ann").is_proven
    assert book.pain()["note"].to_list() == [None, "with ann", "quiet"]
    assert untouched.exists()


def test_somebody_else_of_the_same_name_in_another_case_stays(book, put):
    book.add(put("a.csv", "person,date,low_back\nann,2026-03-01,3\nAnn,2026-03-01,1\n"), **NEW)
    done = book.forget("ann")
    assert done.is_proven
    assert book.people()["person"].to_list() == ["Ann"]


# --- interruptions --------------------------------------------------------------------------------------


class KilledError(BaseException):
    """Stands for a kill: nothing of ours catches it."""


def steps(monkeypatch, stop_at):
    """Stop the work at one of its steps on disk; return how many there were."""
    count = [0]

    def watch(real):
        def call(*args, **kwargs):
            count[0] += 1
            if count[0] == stop_at:
                raise KilledError
            return real(*args, **kwargs)

        return call

    for name in ("write_private", "sync_folder", "_move", "drop_cache", "keep_event"):
        monkeypatch.setattr(amendments, name, watch(getattr(amendments, name)))
    return count


def make_messy_book(folder, put):
    book = Logbook(folder)
    book.create(person="ann")
    book.add(put("diary.csv", DIARY), **NEW)
    book.add(put("ann.csv", f"date,low_back,note\n2026-03-05,3,{SECRET}\n"), person="ann")
    (waiting,) = mend(book, put("x", "").parent)
    waiting.write_text(waiting.read_text("utf-8-sig").replace(",11,", ",1,"), encoding="utf-8")
    book.add(waiting)
    book.add(put("log.xlsx", workbook()))
    book.undo(2)
    book.tables()
    return book


def test_a_forgetting_that_is_interrupted_anywhere_is_finished_by_the_next_who_opens_the_book(
    tmp_path, put, monkeypatch
):
    first = make_messy_book(tmp_path / "first", put)
    before = others(first)
    with monkeypatch.context() as patch:
        shutil.copytree(first.folder, tmp_path / "count")
        total = steps(patch, -1)
        Logbook(tmp_path / "count").forget("ann")
    assert total[0] > 15
    begun, stop = 0, total[0]
    while stop > 0:
        folder = tmp_path / f"stop{stop}"
        shutil.copytree(first.folder, folder)
        with monkeypatch.context() as patch:
            steps(patch, stop)
            with pytest.raises(KilledError):
                Logbook(folder).forget("ann")
        has_begun = is_amending(folder)
        begun += has_begun
        stop -= 2 if has_begun else 6  # while it is only being worked out, all moments are alike
        again = Logbook(folder)
        after = others(again)
        check_same(before, after)
        assert not is_amending(folder)
        if has_begun:
            assert "ann" not in again.people()["person"].to_list()
            matches = make_matcher("ann", ["anna", "bob"])
            assert find_traces(folder, matches, [SECRET])[0] == []
            assert again.history()["kind"].to_list().count("forget") == 1
        if "ann" in forgetting.list_people(folder):
            assert again.forget("ann").is_proven
        shutil.rmtree(folder)
    assert begun > 8


def test_a_book_that_cannot_be_written_says_so_and_stays_whole(book, put, monkeypatch):
    book.add(put("diary.csv", DIARY), **NEW)
    before = bytes_of(book.folder / HISTORY)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(amendments, "write_private", full)
        with pytest.raises(BookError, match="no space left"):
            book.forget("ann")
    assert bytes_of(book.folder / HISTORY) == before
    assert book.forget("ann").is_proven


def test_a_half_amended_book_on_a_full_disk_refuses_to_be_read_and_says_why(book, put, monkeypatch):
    book.add(put("diary.csv", DIARY), **NEW)
    with monkeypatch.context() as patch:
        patch.setattr(
            amendments, "_move", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
        )
        with pytest.raises(BookError, match="cannot be finished"):
            book.forget("ann")
        assert (book.folder / HISTORY / AMENDING).is_dir()
        with pytest.raises(BookError, match="cannot be finished"):
            Logbook(book.folder).tables()
    assert set(Logbook(book.folder).people()["person"]) == {"anna", "bob"}


def test_a_reader_that_finds_a_kept_file_gone_reads_the_history_again(book, put, monkeypatch):
    from coreanalytics.logbook import deriving

    book.add(put("diary.csv", DIARY), **NEW)
    shutil.rmtree(book.folder / ".cache")
    real, raced = deriving._read_files, []

    def forget_meanwhile(folder, entries):
        if not raced:
            raced.append(True)
            Logbook(folder).forget("ann")
        return real(folder, entries)

    monkeypatch.setattr(deriving, "_read_files", forget_meanwhile)
    reader = Logbook(book.folder)
    assert set(reader.people()["person"]) == {"anna", "bob"}
    assert find_traces(book.folder, make_matcher("ann", ["anna"]), [SECRET])[0] == []


def test_what_a_reader_put_into_the_cache_after_the_forgetting_goes_too(book, put, monkeypatch):
    from coreanalytics.logbook import deriving

    book.add(put("diary.csv", DIARY), **NEW)
    shutil.rmtree(book.folder / ".cache")
    real, raced = deriving._read_files, []

    def forget_afterwards(folder, entries):
        read = real(folder, entries)
        if not raced:
            raced.append(True)
            Logbook(folder).forget("ann")
        return read  # with her rows, which are then derived and cached

    monkeypatch.setattr(deriving, "_read_files", forget_afterwards)
    assert set(Logbook(book.folder).people()["person"]) == {"anna", "bob"}
    assert SECRET not in bytes_of(book.folder)
    assert find_traces(book.folder, make_matcher("ann", ["anna"]), [SECRET])[0] == []


def test_a_notebook_that_is_open_meanwhile_shows_them_no_more(book, put):
    book.add(put("diary.csv", DIARY), **NEW)
    notebook = Logbook(book.folder)
    assert "ann" in notebook.people()["person"].to_list()
    book.forget("ann")
    assert "ann" not in notebook.people()["person"].to_list()


def test_a_kept_file_that_somebody_removed_is_told_about(book, put):
    book.add(put("diary.csv", DIARY), **NEW)
    shutil.rmtree(book.folder / ".cache")
    next((book.folder / HISTORY / "000001").glob("0-*")).unlink()
    with pytest.raises(BookError, match="a kept file is gone"):
        book.tables()


def test_a_plan_from_before_another_forgetting_is_not_carried_out(book, put, monkeypatch):
    book.add(put("diary.csv", DIARY), **NEW)
    real, raced = forgetting.amend, []

    def race(folder, amendment):
        if not raced:
            raced.append(True)
            Logbook(folder).forget("anna")
        return real(folder, amendment)

    monkeypatch.setattr(forgetting, "amend", race)
    assert book.forget("ann").is_proven
    assert book.people()["person"].to_list() == ["bob"]
    assert "annoying" not in bytes_of(book.folder)


def test_an_add_that_comes_meanwhile_is_kept_and_cleared_as_well(book, put, monkeypatch):
    book.add(put("diary.csv", DIARY), **NEW)
    late = put(
        "late.csv", "person,date,low_back,note\nann,2026-04-01,1,and one more late note\nbob,2026-04-01,5,\n"
    )
    real, raced = forgetting.amend, []

    def race(folder, amendment):
        if not raced:
            raced.append(True)
            Logbook(folder).add(late)
        return real(folder, amendment)

    monkeypatch.setattr(forgetting, "amend", race)
    done = book.forget("ann")
    assert done.is_proven
    assert [f.number for f in done.files] == [1, 2]
    assert book.pain().filter(pl.col("person") == "bob").height == 3
    assert "late note" not in bytes_of(book.folder)


def test_forgetting_everybody_leaves_an_empty_book(book, put):
    book.add(put("diary.csv", DIARY), **NEW)
    for name in ("ann", "anna", "bob"):
        assert book.forget(name).is_proven
    assert all(frame.is_empty() for frame in book.tables().values())
    assert not list((book.folder / HISTORY).rglob("0-*"))


# --- pieces ---------------------------------------------------------------------------------------------


def test_records_keep_all_their_lines_and_know_their_new_places():
    data = b'sep=;\r\na;b\r\n\r\n1;"x\r\ny"\r\n2;z\r\n\r\n3;"q\r\n\r\nr"\r\n'
    left = keep_lines(data, "a.csv", {4, 8})
    assert left.data == b'sep=;\r\na;b\r\n\r\n1;"x\r\ny"\r\n3;"q\r\n\r\nr"\r\n'
    assert left.lines == {4: 4, 8: 6}


def test_cells_are_emptied_in_lines_that_are_quoted_as_a_whole_too():
    data = b'"a,b"\n"ann,""x, y"""\n"bob,ann"\n'
    assert blank_values(data, "a.csv", lambda text: text == "ann") == b'"a,b"\n",""x, y"""\n"bob,"\n'


def test_values_of_a_file_are_read_with_where_names_stand(tmp_path):
    (tmp_path / "a.csv").write_text("Person,note\n7,left\n")
    assert read_values(tmp_path / "a.csv")[1] == {"7"}
    (tmp_path / "a.json").write_text(json.dumps({"people": ["7"], "n": "8", "timezones": {"9": "UTC"}}))
    assert read_values(tmp_path / "a.json")[1] >= {"7", "9"}
    assert "8" not in read_values(tmp_path / "a.json")[1]


def test_a_large_history_is_searched_by_path_below_the_book(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text("ann\n")
    traces, _ = find_traces(tmp_path, make_matcher("ann", []), [])
    assert traces[0].path == str(Path("a") / "x.txt")


NAMES = ("ann", "anna", "bob", "Ann Lee", "=ann", "Zoë")
CELLS = st.text("ann, ;\"'\n=é-bob", max_size=12).map(str.strip)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 12), CELLS), min_size=1, max_size=25),
    ending=st.sampled_from(["\n", "\r\n"]),
    delimiter=st.sampled_from(",;\t"),
    undone=st.booleans(),
)
def test_whoever_is_forgotten_in_whatever_file_the_others_keep_what_they_told(
    tmp_path_factory, rows, ending, delimiter, undone
):
    folder = tmp_path_factory.mktemp("any")
    with (folder / "a.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, delimiter=delimiter, lineterminator=ending)
        writer.writerow(["person", "date", "low_back", "note"])
        for day, (name, score, note) in enumerate(rows):
            writer.writerow([name, f"2026-03-{day + 1:02d}", score, note])
    book = Logbook(folder / "book")
    book.add(folder / "a.csv", distinct=NAMES)
    if undone:
        book.undo()
    before = others(book, "ann")
    if not any(name == "ann" for name, _, _ in rows):
        with pytest.raises(ArgumentError):
            book.forget("ann")
        return
    assert book.forget("ann").is_proven
    if undone:
        book_after = {name: frame.is_empty() for name, frame in book.tables().items()}
        assert all(book_after.values())
    else:
        blank = make_matcher("ann", NAMES[1:])
        note = pl.col("note").map_elements(lambda text: None if blank(text) else text, return_dtype=pl.String)
        before["pain"] = before["pain"].with_columns(note)
        check_same(before, others(book, "ann"))


def test_a_name_in_the_demo_is_forgotten_and_the_rest_stays(demo_book, tmp_path):
    shutil.copytree(demo_book.folder, tmp_path / "demo")
    book = Logbook(tmp_path / "demo")
    before, waiting = others(book, "p04"), book.rejected().filter(pl.col("person") != "p04").height
    done = book.forget("p04")
    assert done.is_proven, str(done)
    check_same(before, others(book, "p04"))
    assert book.rejected().height == waiting
