"""The rules by which a book stays whole, each against somebody who tries to break it."""

import os
import random
import subprocess
import sys
from datetime import date

import polars as pl
import pytest
from test_book import FRIDAY, ME, MONDAY, strong

from coreanalytics.errors import LogFileError, QuestionError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.logs import read_logs
from coreanalytics.logbook.tables import REJECTED, TABLES

ANN = {"person": "me"}


@pytest.fixture
def book(tmp_path):
    return Logbook(tmp_path / "book")


@pytest.fixture
def write(tmp_path):
    def put(name, text):
        file = tmp_path / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return put


def waiting(book):
    return book.rejected().select("file", "line", "rule").rows()


def with_second(reps):
    """Monday's session with other reps in its second set."""
    return [MONDAY[0], ("2026-11-02 18:00:00", "Crunch", 2, "", reps, 8), MONDAY[2]]


# --- sessions ----------------------------------------------------------------------------------------


def test_a_longer_export_in_another_zone_does_not_double_the_sessions(book, write):
    book.add(write("a.csv", strong(*MONDAY)), **ME)
    book.add(write("b.csv", strong(*MONDAY, *FRIDAY)), person="me", timezone="America/New_York")
    assert book.sets().height == 4
    assert book.sessions()["date"].to_list() == [date(2026, 11, 2), date(2026, 11, 6)]


def test_an_old_backup_in_a_zone_further_west_still_undoes_nothing(book, write):
    book.add(write("new.csv", strong(*with_second(11), *FRIDAY)), **ME)
    book.add(write("old.csv", strong(*MONDAY)), person="me", timezone="America/New_York")
    assert book.sets()["reps"].to_list() == [20, 11, 1, 22]


def test_sessions_that_the_file_itself_names_stay_apart_in_several_zones(book, write):
    head = "date,session,exercise,reps\n"
    book.add(write("a.csv", head + "2026-11-02,morning,Crunch,20\n2026-11-02,evening,Crunch,9\n"), **ME)
    book.add(write("b.csv", strong(*FRIDAY)), person="me", timezone="America/New_York")
    assert book.sessions().height == 3


# --- set-aside records -------------------------------------------------------------------------------


def test_an_old_backup_added_late_mends_nothing(book, write):
    book.add(write("new.csv", strong(*with_second(5000), *FRIDAY)), **ME)
    book.add(write("old.csv", strong(*MONDAY)), person="me")
    assert waiting(book) == [("new.csv", 3, "range")]
    assert book.sets()["reps"].to_list() == [20, 1, 22]


def test_set_aside_sets_of_an_old_backup_do_not_wait(book, write):
    book.add(write("new.csv", strong(*MONDAY, *FRIDAY)), **ME)
    book.add(write("old.csv", strong(*with_second(5000))), person="me")
    assert waiting(book) == []


def test_a_deleted_set_no_longer_waits_when_its_session_comes_again(book, write):
    book.add(write("a.csv", strong(*with_second(5000))), **ME)
    book.add(write("b.csv", strong(MONDAY[0], MONDAY[2], *FRIDAY)), person="me")
    assert waiting(book) == []


@pytest.mark.parametrize("reps", ["abc", 5000])
def test_a_broken_set_is_shown_once_and_goes_when_corrected_in_an_export_of_another_name(book, write, reps):
    book.add(write("s1.csv", strong(*with_second(reps))), **ME)
    book.add(write("s2.csv", strong(*with_second(reps), *FRIDAY)), person="me")
    assert [row[:2] for row in waiting(book)] == [("s2.csv", 3)]
    book.add(write("s3.csv", strong(*MONDAY, *FRIDAY)), person="me")
    assert waiting(book) == []


def test_a_rating_of_another_place_does_not_mend_a_record(book, write):
    head = "date,thigh_root_left,low_back\n"
    book.add(write("a.csv", head + "2026-11-01,3,11\n2026-11-02,3,2\n"), **ANN)
    book.add(write("b.csv", "date,site,side,intensity\n2026-11-01,thigh_root,left,4\n"), **ANN)
    assert waiting(book) == [("a.csv", 2, "range")]
    book.add(write("c.csv", "date,low_back\n2026-11-01,1\n"), **ANN)
    assert waiting(book) == []


@pytest.mark.parametrize("cell", ["11", "abc", "3.5"])
def test_a_lone_rating_that_could_not_be_read_is_found_again(book, write, cell):
    book.add(write("q.csv", f"date,low_back\n2026-11-01,{cell}\n"), **ANN)
    book.add(write("q2.csv", "date,low_back\n2026-11-02,4\n"), **ANN)
    assert len(waiting(book)) == 1
    book.add(write("q3.csv", "date,low_back\n2026-11-01,4\n"), **ANN)
    assert waiting(book) == []


def test_a_corrected_form_answer_takes_the_place_of_exactly_that_one(book, write):
    head = "Timestamp,Low back,Thigh root left,Below the knee: numbness?\n"
    good = "2026-11-03 21:00:00,1,1,No\n"
    book.add(write("f.csv", head + "2026-11-01 21:00:00,11,2,No\n2026-11-02 21:00:00,2,30,No\n" + good), **ME)
    assert len(waiting(book)) == 2
    book.add(write("g.csv", head + "2026-11-01 21:00:00,1,2,No\n2026-11-02 21:00:00,2,30,No\n" + good), **ME)
    assert waiting(book) == [("g.csv", 3, "range")]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("2062-11-01,low_back,,3", "2026-11-01,low_back,,3"), ("2026-11-01,lowbak,,3", "2026-11-01,low_back,,3"),
     ("2026-11-01,thigh_root,lefft,3", "2026-11-01,thigh_root,left,3")],
)  # fmt: skip
def test_a_record_in_the_wrong_place_goes_when_its_line_is_corrected(book, write, wrong, right):
    head, other = "date,site,side,intensity\n", "\n2026-11-02,low_back,,2\n"
    book.add(write("a.csv", head + wrong + other), **ANN)
    book.add(write("b.csv", "date,site,side,intensity\n2026-11-01,thigh_root,,1\n"), **ANN)
    assert len(waiting(book)) == 1
    book.add(write("a.csv", head + right + other), **ANN)
    assert waiting(book) == []


def test_another_field_of_the_day_does_not_mend_a_habit(book, write):
    for number, cell in enumerate(("77", "many")):
        book.add(write(f"h{number}.csv", f"date,sleep_h\n2026-11-0{1 + number},{cell}\n"), **ANN)
    book.add(write("run.csv", "date,run_km\n2026-11-01,5\n2026-11-02,5\n"), **ANN)
    assert len(waiting(book)) == 2
    book.add(write("sleep.csv", "date,sleep_h\n2026-11-01,7\n2026-11-02,8\n"), **ANN)
    assert waiting(book) == []


def test_what_is_told_of_a_person_later_does_not_mend_their_expectation(book, write):
    book.add(write("p.csv", "person,timezone,expectation\nme,Europe/Berlin,77\n"))
    book.add(write("q.csv", "person,weight_unit\nme,kg\n"))
    assert waiting(book) == [("p.csv", 2, "range")]


def test_a_phase_no_longer_waits_when_all_phases_were_replaced(book, write):
    head = "start,end,program\n"
    book.add(write("a.csv", head + "2026-01-01,2026-02-01,core\n2026-02-02,,standard_crunch\n"), **ANN)
    book.add(write("b.csv", head + "2026-01-02,2026-02-01,run_in\n2026-02-02,,core_focused\n"), **ANN)
    assert waiting(book) == []


def test_nothing_vanishes_whatever_is_added_in_whatever_order(tmp_path, write):
    """Every record of the last version of each day is in the tables or waits; counts add up per file."""
    for seed in range(5):
        chance = random.Random(seed)
        book = Logbook(tmp_path / f"book{seed}")
        told = {}  # day -> the last value told of it, as text
        for number in range(8):
            days = chance.sample(range(1, 29), chance.randint(1, 6))
            cells = {day: chance.choice(["0", "3", "10", "11", "x", "3.5"]) for day in days}
            text = "date,low_back\n" + "".join(f"2026-10-{d:02d},{c}\n" for d, c in cells.items())
            (report,) = book.add(write(f"s{seed}-{number}.csv", text), **ANN).files
            assert report.records == len(days) == report.accepted + report.set_aside
            told |= {day: [*told.get(day, []), cell] for day, cell in cells.items()}
        good = {"0", "3", "10"}
        accepted = {row.day: value for row, value in book.pain().select("date", "intensity").iter_rows()}
        assert accepted == {
            day: int([cell for cell in cells if cell in good][-1])
            for day, cells in told.items()
            if good & set(cells)
        }
        assert book.rejected().height == sum(cells[-1] not in good for cells in told.values())


# --- whose, from where, and what else people do ------------------------------------------------------


def test_a_name_that_is_confirmed_to_be_new_is_not_asked_about_from_the_other_end(book, write):
    file = write("d.csv", "person,date,low_back\nAnn Lee,2026-11-01,3\nAnna Lee,2026-11-01,4\n")
    with pytest.raises(QuestionError) as asked:
        book.add(file)
    book.add(file, distinct=[asked.value.about[0]])
    assert book.people()["person"].to_list() == ["Ann Lee", "Anna Lee"]


@pytest.mark.parametrize("told", [{}, {"person": "ann lee"}])
def test_the_same_person_may_be_told_of_a_folder_and_of_a_told_name(book, write, told):
    book.add(write("x.csv", "date,low_back\n2026-11-01,3\n"), person="Ann Lee")
    file = write("clients/ann lee/pain.csv", "date,low_back\n2026-11-02,3\n")
    book.add(file, same={"ann lee": "Ann Lee"}, **told)
    assert book.people()["person"].to_list() == ["Ann Lee"]
    assert book.pain().height == 2


def test_a_folder_that_holds_the_book_itself_brings_only_the_logs(tmp_path, write):
    write("pain.csv", "date,low_back\n2026-11-01,3\n")
    book = Logbook(tmp_path / "in" / "my-log")
    book.create()
    for _ in range(2):
        assert [report.name for report in book.add(tmp_path / "in", **ANN)] == ["pain.csv"]


def test_names_in_another_encoding_do_not_stop_an_add(book, write):
    file = write("l\udcf6g.csv", "date,low_back\n2026-11-01,3\n")
    book.add(file, person="Zo\udcc3\udcab")
    assert book.people()["person"].to_list() == ["Zoë"]


def test_a_book_can_be_filled_and_opened_where_file_names_are_ascii_only(tmp_path, write):
    write("Übung.csv", "date,low_back\n2026-11-01,3\n")
    code = (
        "import sys, pathlib; from coreanalytics.logbook.book import Logbook; book = Logbook(sys.argv[1]); "
        "book.add(*pathlib.Path(sys.argv[2]).iterdir(), person='me'); sys.exit(book.pain().height != 1)"
    )
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Asia/Kolkata"}
    command = [sys.executable, "-c", code, str(tmp_path / "book"), str(tmp_path / "in")]
    assert subprocess.run(command, check=False, env={**os.environ, **plain}).returncode == 0
    assert subprocess.run(command, check=False).returncode == 0


def test_of_two_columns_for_one_rating_the_first_is_read_and_that_is_said(book, write):
    (report,) = book.add(write("d.csv", "date,low_back,lower_back\n2026-11-01,3,4\n"), **ANN)
    assert book.pain()["intensity"].to_list() == [3]
    assert "lower_back" in report.notices[0]


def test_signs_that_steer_a_terminal_are_not_printed(book, write):
    with pytest.raises(LogFileError) as refused:
        book.add(write("x.csv", "na\x1b[31mme,mood\n1,2\n"), **ANN)
    assert "\x1b" not in str(refused.value)
    text = "date,low_back,mo\x1bod\n2026-11-01,3\x1b[31m,1\n" + "2026-11-02,3,1\n" * 40
    report = book.add(write("y.csv", text), **ANN)
    assert "\x1b" not in str(report)


def test_a_unit_is_not_asked_for_sets_that_are_set_aside(book, write):
    head = "Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Seconds\n"
    line = "2026-11-02 18:00:00;Core;Crunch;1;{};{};20;;;\n"
    text = head + line.format(10, "stone") + line.format(10, "kg")
    (report,) = book.add(write("s.csv", text), **ME)
    assert (report.accepted, report.set_aside) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "person,timezone\nme,Europe/Berlin\n",
        "person,date,low_back\nme,2026-11-01,3\n",
        "person,date,low_back\n",
        "person,date,sleep_h\nme,2026-11-01,7\n",
        "person,start,program\nme,2026-11-01,core_focused\n",
        "person,date,session_rpe\nme,2026-11-01,7\n",
        "person,date,low_back\nme,2026-11-01,x\n",
    ],
)
def test_tables_have_the_same_types_whatever_is_in_them(book, write, text):
    file = write("d.csv", text)
    told = {} if "me" in text else ANN
    book.add(file, **told)
    for logs in (book, Logbook(book.folder), read_logs(file, **told)):
        assert {name: dict(frame.schema) for name, frame in logs.tables().items()} == TABLES
        assert dict(logs.rejected().schema) == REJECTED


def test_an_empty_book_has_tables_and_says_so(book):
    book.create()
    assert {name: dict(frame.schema) for name, frame in book.tables().items()} == TABLES
    assert str(book) == "0 people"
    assert pl.DataFrame(schema=REJECTED).equals(book.rejected())
