"""The fast ways of reading give what the slow ones give, and what is known is not read again."""

from __future__ import annotations

import csv
import io
import random
import shutil

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coreanalytics.errors import LogFileError
from coreanalytics.logbook import adding, groups
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.events import Entry
from coreanalytics.logbook.outlines import OUTLINES
from coreanalytics.logbook.readers import delimited, sound_text
from coreanalytics.logbook.readers.base import open_table
from coreanalytics.logbook.readers.blocks import number_blocks
from coreanalytics.logbook.store import CACHE

# ---------------------------------------------------------------- text into records

#: What a file can be made of; every doubtful sign comes up often.
BITS = ["a", "é", "日", " ", "\t", "\x1c", "\u2028", "\ufeff", ",", ",", ";", '"', '""', '",', ',"']
ENDS = ["\n", "\n", "\r\n", "\r", '"\n', "\n\n"]


def told(table):
    """All that a table says."""
    return (
        (table.header, table.encoding, table.delimiter, table.notices, dict(table.loose)),
        (table.frame.schema, table.frame.rows(), table.problems.rows()),
    )


def read_slowly(data):
    large, delimited.LARGE = delimited.LARGE, 2**60
    try:
        return told(open_table(data, "log.csv"))
    except LogFileError as error:
        return str(error)
    finally:
        delimited.LARGE = large


def read_fast(data, piece=sound_text.PIECE):
    """What the fast way says; None where it leaves a file to the slow one."""
    before, sound_text.PIECE = sound_text.PIECE, piece
    try:
        table = delimited._open_large(data, "log.csv")
        return None if table is None else told(table)
    except LogFileError as error:
        return str(error)
    finally:
        sound_text.PIECE = before


@settings(max_examples=200, deadline=None)
@given(
    bits=st.lists(st.sampled_from([*BITS, *ENDS]), max_size=60),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    cut=st.integers(0, 3),
    piece=st.sampled_from([8, 24, 2**20]),
)
def test_any_text_is_split_alike_or_left_to_the_slow_way(bits, mark, cut, piece):
    data = mark + ("a,b,c\n" + "".join(bits)).encode()
    data = data[: len(data) - cut]
    assert read_fast(data, piece) in (None, read_slowly(data))


cells = st.one_of(
    st.sampled_from(["", "", " ", "7", "x,y", 'he said "more"', "two\nlines", "crlf\r\nin it", "cr\rin it"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8),
)


@settings(max_examples=120, deadline=None)
@given(
    rows=st.lists(st.lists(cells, min_size=1, max_size=5), max_size=12),
    delimiter=st.sampled_from([",", ";", "\t"]),
    ending=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    finished=st.booleans(),
)
def test_tables_that_a_program_wrote_are_all_split_the_fast_way(rows, delimiter, ending, quoting, finished):
    """Ragged, blank and over several lines: whatever quotes well needs no slow way."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting)
    writer.writerow(["number", "note", "second note"])
    writer.writerows([*rows, ["1", "2", "3"], ["4", "5", "6"]])
    text = out.getvalue() if finished else out.getvalue().removesuffix(ending)
    data = text.encode()
    found = read_fast(data)
    assert found in (None, read_slowly(data))
    if "\ufeff" not in text and (quoting == csv.QUOTE_ALL or "\r" not in text.replace("\r\n", "")):
        assert found is not None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_large_files_are_split_without_the_slow_way(encoding, monkeypatch):
    rng = random.Random(encoding)
    notes = ["", "", "süß", "slow, then fast", 'he said "more"', "two\nlines", " "]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["title", "note", "number"])
    for number in range(40_000):
        row = [rng.choice(["Push", "Legs, heavy"]) * 3, rng.choice(notes), number]
        writer.writerow([*row, "odd"] if number % 977 == 0 else row + [""] * (number % 1009 == 0))
        if number % 501 == 0:
            out.write("\r\n")
    data = out.getvalue().encode(encoding)
    assert len(data) > delimited.LARGE
    slow = read_slowly(data)
    monkeypatch.setattr(delimited, "split_records", None)
    monkeypatch.setattr(sound_text, "PIECE", 2**18)
    table = open_table(data, "log.csv")
    assert told(table) == slow
    assert table.records == 40_000
    assert table.problems.height == 41
    assert len(table.loose) == 41 + 39


def test_a_stray_quote_in_a_large_file_is_found_all_the_same():
    rows = [f"{number},x\n" for number in range(150_000)]
    rows[70_000] = '70000,a 5" band\n'
    data = ("a,b\n" + "".join(rows)).encode()
    table = open_table(data, "log.csv")
    assert table.frame["c1"][70_000] == 'a 5" band'
    rows[70_000] = '70000,"open\n'
    with pytest.raises(LogFileError, match="line 70002"):
        open_table(("a,b\n" + "".join(rows)).encode(), "log.csv")


def test_a_header_longer_than_the_first_look_is_read():
    header = ",".join(f"{'long name ' * 20}{number}" for number in range(600))
    data = (header + "\n" + ",".join(["1"] * 600) + "\n" + "\n" * 2**19).encode()
    assert len(header) > delimited._HEAD
    table = open_table(data, "log.csv")
    assert (len(table.header), table.records) == (600, 1)


# ---------------------------------------------------------------- blocks of sets


def number_by_windows(frame, session, order, leads):
    """The meaning of `number_blocks`, window by window."""
    exercise, run = pl.col("exercise_logged"), [*session, "_run"]
    leads = pl.lit(False) if leads is None else leads.fill_null(False)
    rows = frame.with_columns(leads.alias("_leads")).with_columns(
        exercise.ne_missing(exercise.shift(1)).cum_sum().over(session).alias("_run")
    )
    last = pl.col(order).forward_fill().shift(1).over(run)
    rows = rows.with_columns((pl.col(order) <= last).fill_null(False).alias("_restart"))
    fate = pl.when(~pl.col("_leads")).then("_restart").backward_fill().over(run)
    rows = rows.with_columns(fate.fill_null(False).alias("_fate"))
    led = (pl.col("_leads") & pl.col("_fate")).shift(1, fill_value=False).over(run)
    first = pl.int_range(pl.len()).over(run) == 0
    rows = rows.with_columns((first | (pl.col("_fate") & ~led)).alias("_starts"))
    key = [*session, "exercise_logged"]
    rows = rows.with_columns((pl.col("_starts").cum_sum().over(key) - 1).cast(pl.Int32).alias("occurrence"))
    return rows.with_columns(
        pl.int_range(pl.len()).over([*key, "occurrence"]).cast(pl.Int32).alias("set_index")
    ).drop("_leads", "_run", "_restart", "_fate", "_starts")


SETS = {"at": pl.Int64, "day": pl.String, "exercise_logged": pl.String, "n": pl.Float64, "lead": pl.Boolean}


@settings(max_examples=120, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([None, 1, 2]),
            st.sampled_from([None, "mon"]),
            st.sampled_from([None, "A", "B"]),
            st.sampled_from([None, 0.0, 1.0, 2.0, 3.0]),
            st.sampled_from([None, True, False]),
        ),
        max_size=14,
    ),
    in_turn=st.booleans(),
    with_leads=st.booleans(),
)
def test_blocks_are_what_windows_say(rows, in_turn, with_leads):
    frame = pl.DataFrame(rows, schema=SETS, orient="row")
    if in_turn:
        frame = frame.sort("at", "day", maintain_order=True)
    leads = pl.col("lead") if with_leads else None
    numbered = number_blocks(frame, session=["at", "day"], order="n", leads=leads)
    assert numbered.equals(number_by_windows(frame, ["at", "day"], "n", leads))


# ---------------------------------------------------------------- families of files


@settings(max_examples=80, deadline=None)
@given(
    files=st.lists(
        st.tuples(
            st.lists(st.sampled_from("abcdefgh"), max_size=3, unique=True),
            st.lists(st.integers(0, 9), max_size=2),
        ),
        max_size=10,
    )
)
def test_files_that_share_a_person_or_a_record_are_one_family(files):
    entries = [
        Entry(1, "x.csv", f"{place:016d}", None, tuple(people), (), tuple(f"{m:016d}" for m in mends), "{}")
        for place, (people, mends) in enumerate(files)
    ]
    found = groups._find_families(entries)
    family = list(range(len(files)))
    for _ in files:  # join until nothing moves
        for one, (people, mends) in enumerate(files):
            for two, (others, mended) in enumerate(files):
                shares = set(people) & set(others) or two in mends or set(mends) & set(mended)
                if shares:
                    family = [family[one] if f == family[two] else f for f in family]
    pairs = [(one, two) for one in range(len(files)) for two in range(one)]
    assert [found[one] == found[two] for one, two in pairs] == [
        family[one] == family[two] for one, two in pairs
    ]


# ---------------------------------------------------------------- what is known is not read again

HEVY = (
    "title,start_time,end_time,exercise_title,set_index,weight_kg,reps\n"
    'Push,"5 May 2026, 07:34","5 May 2026, 08:10",Cable Crunch,0,40,12\n'
    'Push,"5 May 2026, 07:34","5 May 2026, 08:10",Cable Crunch,1,40,many\n'
)


@pytest.fixture
def log(tmp_path):
    file = tmp_path / "hevy.csv"
    file.write_text(HEVY)
    return file


@pytest.fixture
def book(tmp_path):
    return Logbook(tmp_path / "book")


@pytest.fixture
def unread(monkeypatch):
    """A reader that must not be called."""

    def refuse(*_, **__):
        raise AssertionError("it was read again")

    def start():
        monkeypatch.setattr(adding, "read_draft", refuse)
        monkeypatch.setattr(adding, "read_file", refuse)

    return start


def test_an_unchanged_file_is_not_read_again_and_reported_alike(book, log, unread):
    book.add(log, person="me", timezone="Europe/Berlin")
    shutil.rmtree(book.folder / CACHE / OUTLINES)
    (read,) = Logbook(book.folder).add(log, person="me", timezone="Europe/Berlin").files
    assert (read.status, read.accepted, read.set_aside, read.unchanged) == ("unchanged", 1, 1, 1)
    shutil.rmtree(book.folder)
    Logbook(book.folder).add(log, person="me", timezone="Europe/Berlin")
    unread()
    (known,) = Logbook(book.folder).add(log, person="me", timezone="Europe/Berlin").files
    assert known == read
    (known,) = Logbook(book.folder).add(log, person="me").files  # the zone is known by now
    assert known == read
    assert len(book.files()) == 1


def test_what_is_told_otherwise_is_read_again(book, log, unread):
    book.add(log, person="me", timezone="Europe/Berlin")
    (report,) = Logbook(book.folder).add(log, person="me", timezone="America/Lima").files
    assert (report.status, report.accepted) == ("replaced", 1)
    (report,) = Logbook(book.folder).add(log, person="you", timezone="Europe/Berlin").files
    assert (report.status, report.people) == ("replaced", ("you",))
    assert book.sets()["person"].to_list() == ["you"]
    unread()
    with pytest.raises(AssertionError, match="read again"):  # another reader was told
        Logbook(book.folder).add(log, person="you", format="plain")


def test_questions_are_asked_without_reading_too(book, log, unread):
    book.add(log, person="me", timezone="Europe/Berlin")
    unread()
    with pytest.raises(LogFileError, match="folder holds no log"):
        book.add(log.parent / "book" / "history")
    report = book.add(log, person="me", timezone="Europe/Berlin")
    assert report.files[0].status == "unchanged"
    from coreanalytics.errors import QuestionError

    with pytest.raises(QuestionError, match="whose log"):
        book.add(log)


def test_a_lost_cache_only_costs_time(book, log):
    book.add(log, person="me", timezone="Europe/Berlin")
    shutil.rmtree(book.folder / CACHE / "readings")
    assert book.add(log, person="me").files[0].status == "unchanged"
    shutil.rmtree(book.folder / CACHE)
    assert book.add(log, person="me").files[0].accepted == 1


def test_tables_of_people_are_always_read(book, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("person,timezone\nann,Europe/Berlin\n")
    assert book.add(people).files[0].status == "added"
    assert book.add(people).files[0].status == "unchanged"
    assert not (book.folder / CACHE / OUTLINES).exists()


# ---------------------------------------------------------------- a part of a book


def test_set_aside_records_of_all_groups_are_found_without_their_tables(book, tmp_path, monkeypatch):
    monkeypatch.setattr(groups, "FAMILIES", 1)
    for name in ("ann", "bob", "cleo"):
        file = tmp_path / f"{name}.csv"
        file.write_text(f"person,date,low_back\n{name},2026-01-01,3\n{name},2026-01-02,11\n,2026-01-03,4\n")
        book.add(file)
    expected = book._derived().rejected
    assert expected.height == 6
    for _ in range(2):
        assert Logbook(book.folder).rejected().equals(expected)  # united already
        for folder in (book.folder / CACHE / "tables").iterdir():
            if folder.name != sorted(path.name for path in (book.folder / CACHE / "tables").iterdir())[0]:
                shutil.rmtree(folder)
    shutil.rmtree(book.folder / CACHE)
    assert Logbook(book.folder).rejected().equals(expected)
    assert Logbook(book.folder).rejected(["ann"])["person"].to_list() == ["ann"]
    assert Logbook(book.folder).everybody == ("ann", "bob", "cleo")


def test_one_persons_rows_are_those_of_the_whole(book, tmp_path):
    file = tmp_path / "all.csv"
    lines = [f"p{n % 5},2026-0{1 + n % 6}-{1 + n % 28:02d},{n % 11}" for n in range(120)]
    file.write_text("person,date,low_back\n" + "\n".join(dict.fromkeys(lines)) + "\n")
    book.add(file)
    whole = book.tables()
    for _ in range(2):
        mine = Logbook(book.folder).tables(["p3"])
        assert {name: table.filter(person="p3").rows() for name, table in whole.items()} == {
            name: table.rows() for name, table in mine.items()
        }
