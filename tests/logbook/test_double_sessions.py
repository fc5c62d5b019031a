"""Sessions that two apps logged: hand-made pairs, chains, who wins, and books."""

import datetime as dt
import itertools
import json
import sys

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_book import strong

from coreanalytics.cli import main as cli
from coreanalytics.errors import ArgumentError, BookError
from coreanalytics.logbook.book import Logbook
from coreanalytics.logbook.double_sessions import DOUBLES, resolve_doubles
from coreanalytics.logbook.logs import read_logs
from coreanalytics.logbook.naming import name_sets
from coreanalytics.logbook.tables import SESSIONS, SETS

ALIASES = pl.DataFrame(
    schema={"name": pl.String, "exercise": pl.String, "hands": pl.Int64, "side": pl.String}
)
DAY = dt.date(2026, 11, 2)


def session(app, start, *exercises, minutes=None, day=DAY, person="me", **told):
    """A session: `start` is "18:05" or None for a log with dates; an exercise is "3 Plank"."""
    moment = None
    if start is not None:
        moment = dt.datetime.combine(day, dt.time.fromisoformat(start), dt.UTC)
    name = f"{app}:{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else f"{app}:{day}"
    where = {"person": person, "session": name, "app": app, "started_at": moment, "date": day}
    row = {**where, "minutes": minutes, "source_file": app, "source_line": 1, **told}
    sets = []
    for exercise in exercises:
        count, _, logged = exercise.partition(" ")
        sets += [{**where, "exercise_logged": logged, "source_file": app} for _ in range(int(count))]
    return row, sets


def resolve(*told, **options):
    sessions = pl.DataFrame([row for row, _ in told], schema=SESSIONS)
    sets = pl.DataFrame([one for _, sets in told for one in sets], schema=SETS)
    named = name_sets(sets, ALIASES).sets
    once = resolve_doubles(named, sessions, **options)
    assert once.sets.height + once.hidden["sets"].height == sets.height  # every set counts or doubles one
    gone = once.doubles.select("person", session="loser_session")
    assert once.sessions.height + gone.height == sessions.height
    assert gone.n_unique() == gone.height
    assert dict(once.doubles.schema) == DOUBLES
    kept = once.sessions.select("person", session="session")
    winners = once.doubles.select("person", session="winner_session").unique()
    assert winners.join(kept, on=["person", "session"], how="anti").is_empty()  # whoever wins is there
    assert kept.join(gone, on=["person", "session"], how="semi").is_empty()
    return once


def winners(*told, **options):
    return sorted(resolve(*told, **options).sessions["session"])


CORE = ("4 Cable Crunch", "3 Plank", "3 Pallof Press")
LEGS = ("5 Squat (Barbell)", "4 Leg Press", "3 Leg Curl")

#: One training in two apps, and why.
SAME = {
    "the watch runs along": (
        session("hevy", "18:00", *CORE, minutes=50),
        session("garmin_fit", "18:02", *CORE, minutes=47),
        "time_and_exercises",
    ),
    "the watch knows half of the names": (
        session("hevy", "18:00", "4 Cable Crunch", "3 Plank", "3 Pallof Press", minutes=50),
        session("garmin_fit", "18:02", "2 Sit-up", "3 Plank", "3 Unknown", minutes=47),
        "time_and_exercises",
    ),
    "the watch knows no name": (
        session("hevy", "18:00", *CORE, minutes=50),
        session("garmin_fit", "18:02", "9 Unknown", minutes=47),
        "time",
    ),
    "a workout of a watch": (
        session("strong", "18:00", *CORE, minutes=50),
        session("apple_health", "17:55", minutes=61),
        "time",
    ),
    "a watch that was not stopped": (
        session("strong", "18:00", *CORE, minutes=50),
        session("apple_health", "18:10", minutes=170),
        "time",
    ),
    "two watches": (
        session("garmin_fit", "18:00", minutes=50),
        session("apple_health", "18:01", minutes=50),
        "time",
    ),
    "no end in one app": (
        session("hevy", "18:00", *CORE),
        session("garmin_fit", "18:40", *CORE, minutes=30),
        "time_and_exercises",
    ),
    "begun when the other had ended, by a clock that is ten minutes slow": (
        session("hevy", "18:00", *CORE, minutes=20),
        session("strong", "18:30", *CORE, minutes=20),
        "time_and_exercises",
    ),
    "over midnight": (
        session("hevy", "23:50", *CORE, minutes=40),
        session("strong", "00:01", *CORE, minutes=30, day=DAY + dt.timedelta(days=1)),
        "time_and_exercises",
    ),
    "a log with dates": (
        session("fitnotes", None, *CORE),
        session("hevy", "18:00", *CORE, minutes=50),
        "day_and_exercises",
    ),
    "two logs with dates": (
        session("fitnotes", None, *CORE),
        session("plain", None, *CORE),
        "day_and_exercises",
    ),
    "names that no catalogue knows, in another order": (
        session("fitnotes", None, "4 Barbell Squats", "3 My Own Thing"),
        session("hevy", "18:00", "4 Squat (Barbell)", "3 my own thing!", minutes=50),
        "day_and_exercises",
    ),
    "one logs warm-ups": (
        session("fitnotes", None, "3 Cable Crunch", "3 Plank"),
        session("hevy", "18:00", "6 Cable Crunch", "5 Plank", "4 Jumping Jacks", minutes=50),
        "day_and_exercises",
    ),
}  # fmt: skip

#: Two trainings.
DIFFERENT = {
    "core in the morning, legs in the evening": (
        session("hevy", "07:00", *CORE, minutes=30),
        session("strong", "18:00", *LEGS, minutes=60),
    ),
    "the same exercises hours apart": (
        session("hevy", "07:00", *CORE, minutes=30),
        session("strong", "18:00", *CORE, minutes=30),
    ),
    "the same exercises hours apart, and a timer that was forgotten": (
        session("hevy", "07:00", *CORE, minutes=1_300),
        session("strong", "18:00", *CORE, minutes=30),
    ),
    "other exercises on the same day, one log with dates": (
        session("fitnotes", None, *LEGS, "1 Plank"),
        session("hevy", "18:00", *CORE, minutes=30),
    ),
    "other exercises at the same time: one training, parted between two apps": (
        session("strong", "18:00", *LEGS, minutes=60),
        session("hevy", "18:30", *CORE, minutes=30),
    ),
    "the same app": (session("hevy", "18:00", *CORE), session("hevy", "18:01", *CORE)),
    "stretching afterwards": (
        session("hevy", "18:00", *CORE, minutes=60),
        session("apple_health", "18:52", minutes=25),
    ),
    "a watch, hours later": (
        session("hevy", "18:00", *CORE, minutes=60),
        session("apple_health", "21:00", minutes=25),
    ),
    "a workout without time or sets": (session("hevy", "18:00", *CORE), session("plain", None, minutes=40)),
    "names that nobody knows on the same day": (
        session("fitnotes", None, "4 Unknown"),
        session("garmin_fit", "18:00", "4 Unknown", minutes=30),
    ),
    "another day": (
        session("fitnotes", None, *CORE),
        session("hevy", "18:00", *CORE, day=DAY + dt.timedelta(days=1)),
    ),
    "another person": (
        session("fitnotes", None, *CORE),
        session("hevy", "18:00", *CORE, person="you"),
    ),
    "an answer in the daily form": (
        session("hevy", "18:00", *CORE, minutes=50),
        session("form", None, session_rpe=7.0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_one_training_in_two_apps_is_found(name):
    first, second, why = SAME[name]
    for pair in ((first, second), (second, first)):
        once = resolve(*pair)
        assert once.doubles["why"].to_list() == [why]
        assert once.sessions.height == 1


@pytest.mark.parametrize("name", DIFFERENT)
def test_two_trainings_stay_two(name):
    for pair in (DIFFERENT[name], DIFFERENT[name][::-1]):
        assert resolve(*pair).doubles.is_empty()


def test_thresholds_are_arguments():
    first, second, _ = SAME["begun when the other had ended, by a clock that is ten minutes slow"]
    assert resolve(first, second, tolerance=5).doubles.is_empty()
    first, second, _ = SAME["the watch knows half of the names"]
    assert resolve(first, second, least_share=0.8).doubles.is_empty()
    first, second, _ = SAME["no end in one app"]
    assert resolve(first, second, usual_minutes=20).doubles.is_empty()
    first, second = DIFFERENT["the same exercises hours apart, and a timer that was forgotten"]
    assert resolve(first, second, longest_minutes=900).doubles.height == 1
    first, second = DIFFERENT["stretching afterwards"]
    assert resolve(first, second, least_overlap=0.2).doubles.height == 1


# --- who wins ------------------------------------------------------------------------------------------

HEVY = session("hevy", "18:00", *CORE, minutes=50)
GARMIN = session("garmin_fit", "18:02", *CORE[:2], minutes=47, title="Strength")
APPLE = session("apple_health", "17:58", minutes=60, title="Core Training")


def adds(*apps):
    return pl.DataFrame({"person": "me", "app": apps, "first": range(len(apps))})


def test_the_app_with_more_sets_wins():
    once = resolve(GARMIN, HEVY)
    assert once.doubles.select("winner_app", "winner_sets", "loser_sets", "share", "chosen").rows() == [
        ("hevy", 10, 7, 1.0, "sets")
    ]


def test_the_settings_win_over_the_number_of_sets():
    once = resolve(GARMIN, HEVY, sources=["garmin", "hevy"])
    assert once.doubles.select("winner_app", "chosen").row(0) == ("garmin_fit", "sources")
    assert resolve(GARMIN, HEVY, sources=["garmin_fit"]).sessions["app"].to_list() == ["garmin_fit"]
    assert resolve(GARMIN, HEVY, sources=["strong"]).doubles["chosen"].to_list() == ["sets"]


def test_an_app_without_sets_never_wins_over_one_with():
    once = resolve(APPLE, HEVY, sources=["apple_health", "hevy"])
    assert once.doubles.select("winner_app", "chosen").row(0) == ("hevy", "sets")


def test_ties_go_to_the_app_that_was_added_first():
    first, second = session("strong", "18:00", *CORE), session("hevy", "18:00", *CORE)
    for apps in (("strong", "hevy"), ("hevy", "strong")):
        once = resolve(first, second, first_adds=adds(*apps))
        assert once.doubles.select("winner_app", "chosen").row(0) == (apps[0], "first")


def test_what_the_winner_does_not_tell_is_filled_in():
    bare = session("fitnotes", None, *CORE, abs_felt=3)
    told = {"session_rpe": 7.5, "gave_out_first": "abs", "abs_felt": 8, "title": "Core", "note": "fine"}
    full = session("hevy", "18:00", *CORE[:2], minutes=50, **told)
    row = resolve(bare, full).sessions.row(0, named=True)
    assert (row["app"], row["minutes"], row["session_rpe"]) == ("fitnotes", 50, 7.5)
    assert (row["gave_out_first"], row["title"], row["abs_felt"], row["note"]) == ("abs", "Core", 3, None)


def test_a_day_that_stands_for_two_sessions_takes_the_minutes_of_both():
    morning = session("hevy", "07:00", *CORE, minutes=30)
    evening = session("hevy", "18:00", *LEGS, minutes=60)
    day = session("fitnotes", None, *CORE, *LEGS)
    once = resolve(morning, evening, day, sources=["fitnotes"])
    assert once.sessions.select("app", "minutes").rows() == [("fitnotes", 90)]
    assert once.doubles.height == 2
    # and the two stand for the day, told once
    once = resolve(morning, evening, day, sources=["hevy"])
    assert once.sessions["minutes"].to_list() == [30, 60]
    assert once.doubles["loser_app"].to_list() == ["fitnotes"]
    assert once.sets.height == 22
    assert (
        resolve(morning, evening, day, first_adds=adds("hevy", "fitnotes")).sessions.height == 2
    )  # as many sets


# --- chains --------------------------------------------------------------------------------------------


def test_three_apps_have_one_winner():
    once = resolve(HEVY, GARMIN, APPLE)
    assert once.sessions["app"].to_list() == ["hevy"]
    assert once.doubles.select("winner_app", "loser_app", "why").rows() == [
        ("hevy", "apple_health", "time"),
        ("hevy", "garmin_fit", "time_and_exercises"),
    ]


def test_a_chain_hangs_together_through_its_middle():
    first = session("hevy", "18:00", "4 Cable Crunch", "4 Plank", minutes=40)
    middle = session("fitnotes", None, "4 Cable Crunch", "4 Plank", "4 Squat", "4 Lunge")
    last = session("garmin_fit", "18:05", "4 Squat", "4 Lunge", minutes=40)
    once = resolve(first, middle, last, sources=["hevy"])
    assert once.sessions["app"].to_list() == ["hevy"]
    assert once.doubles.select("loser_app", "why").rows() == [
        ("fitnotes", "day_and_exercises"), ("garmin_fit", "third"),
    ]  # fmt: skip


def test_what_hangs_on_a_chain_at_another_time_is_another_training():
    morning = session("hevy", "07:00", *CORE, minutes=30)
    day = session("fitnotes", None, *CORE, *LEGS)
    evening = session("garmin_fit", "18:00", *LEGS, minutes=60)
    assert winners(morning, day, evening, sources=["hevy"]) == [evening[0]["session"], morning[0]["session"]]
    assert winners(morning, day, evening) == [day[0]["session"]]


APPS = ("hevy", "strong", "garmin_fit", "apple_health", "fitnotes", "form")


@st.composite
def histories(draw):
    """Some days of some people in some apps."""
    told = {}
    for _ in range(draw(st.integers(1, 9))):
        app = draw(st.sampled_from(APPS))
        timed = app not in ("fitnotes", "form")
        start = f"{draw(st.integers(6, 20)):02}:{draw(st.sampled_from((0, 10, 30))):02}" if timed else None
        exercises = draw(st.lists(st.sampled_from((*CORE, *LEGS, "2 Unknown")), max_size=4, unique=True))
        one = session(
            app,
            start,
            *(() if app in ("apple_health", "form") else exercises),
            minutes=draw(st.sampled_from((None, 0.0, 20.0, 60.0, 200.0, 1400.0))),
            day=DAY + dt.timedelta(days=draw(st.integers(0, 1))),
            person=draw(st.sampled_from(("me", "you"))),
            session_rpe=draw(st.sampled_from((None, 5.0))),
        )
        told[one[0]["person"], one[0]["session"]] = one
    return list(told.values())


@settings(max_examples=150, deadline=None)
@given(histories(), st.permutations(APPS[:3]), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_and_nothing_is_lost(told, sources, rng):
    once = resolve(*told, sources=sources)
    mixed = list(told)
    rng.shuffle(mixed)
    again = resolve(*mixed, sources=sources)
    assert once.doubles.equals(again.doubles)
    assert once.sessions.sort("person", "session").equals(again.sessions.sort("person", "session"))
    # nothing is left to be found, but for what other thresholds of time would say of filled-in minutes
    left = resolve_doubles(
        once.sets, once.sessions.with_columns(minutes=_as_told(told, once)), sources=sources
    )
    assert left.doubles.is_empty()


def _as_told(told, once):
    minutes = {(row["person"], row["session"]): row["minutes"] for row, _ in told}
    return pl.Series(
        [minutes[key] for key in once.sessions.select("person", "session").rows()], dtype=pl.Float64
    )


# --- books ---------------------------------------------------------------------------------------------

HEVY_HEAD = (
    "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,weight_kg,"
    "reps,distance_km,duration_seconds,rpe"
)


def hevy(*days, names=("Cable Crunch", "Plank", "Pallof Press")):
    lines = [HEVY_HEAD]
    for day, name, index in itertools.product(days, names, range(2)):
        lines.append(f"Core,{day} Nov 2026 18:02,{day} Nov 2026 18:50,,{name},,,{index},normal,10,12,,,8")
    return "\n".join(lines) + "\n"


def strong_days(*days, names=("Cable Crunch", "Plank", "Pallof Press")):
    rows = [
        (f"2026-11-{day:02} 18:00:00", name, order, 10, 12, "")
        for day, name, order in itertools.product(days, names, (1, 2, 3))
    ]
    return strong(*rows)


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


ME = {"person": "me", "timezone": "Europe/Berlin", "weight_unit": "kg"}


def test_a_book_counts_a_session_of_two_apps_once_and_says_so(book, write):
    book.add(write("strong.csv", strong_days(2, 4)), **ME)
    report = book.add(write("hevy.csv", hevy(2, 4, 6)), person="me")
    assert report.files[0].accepted == 18
    told = report.files[0].notices[-1]
    assert told.startswith(
        "2 sessions were logged by strong and by hevy, such as that of me on 2026-11-04: strong"
    )
    assert "coreanalytics sources hevy strong" in told
    assert (book.sets().height, book.sessions().height) == (24, 3)
    assert book.doubles().select(
        "winner_app", "loser_app", "winner_sets", "loser_sets", "share"
    ).unique().rows() == [("strong", "hevy", 9, 6, 1.0)]
    assert "2 sessions were logged by strong and by hevy" in str(book.status())
    assert book.status().to_dict()["doubles"][0]["sessions"] == 2
    again = Logbook(book.folder)  # from the cache
    assert again.doubles().equals(book.doubles())
    assert again.tables(["me"])["sets"].equals(book.sets())


def test_a_longer_export_of_the_app_that_lost_knows_its_records_again(book, write):
    book.add(write("strong.csv", strong_days(2, 4)), **ME)
    book.add(write("hevy.csv", hevy(2, 4)), person="me")
    report = book.add(write("longer.csv", hevy(2, 4, 6)), person="me").files[0]
    assert (report.accepted, report.unchanged) == (18, 12)
    assert report.notices == ()  # told of before
    same = book.add(write("strong.csv", strong_days(2, 4)), person="me").files[0]
    assert (same.status, same.unchanged) == ("unchanged", 18)


def test_both_in_one_add_are_told_once(book, write):
    report = book.add(write("a.csv", strong_days(2)), write("b.csv", hevy(2)), **ME)
    assert [len(file.notices) for file in report.files] == [0, 1]
    assert "1 session was logged" in report.files[1].notices[0]
    loose = read_logs(write("a.csv", strong_days(2)), write("b.csv", hevy(2)), sources=["hevy"], **ME)
    assert loose.sets()["app"].unique().to_list() == ["hevy"]
    assert loose.doubles().height == 1
    assert "hevy counts (as the settings say)" in str(loose.report)


def test_the_person_chooses_which_app_counts(book, write):
    book.add(write("a.csv", strong_days(2, 4)), write("b.csv", hevy(2, 4)), **ME)
    assert book.sets()["app"].unique().to_list() == ["strong"]
    before = book.version
    book.choose_sources("hevy", "strong")
    assert book.settings.sources == ("hevy", "strong")
    assert book.sets()["app"].unique().to_list() == ["hevy"]
    assert book.doubles()["chosen"].unique().to_list() == ["sources"]
    assert book.sources().select("app", "place", "sessions", "sets", "doubles").rows() == [
        ("hevy", 1, 2, 12, 0), ("strong", 2, 0, 0, 2),
    ]  # fmt: skip
    then = Logbook(book.folder, as_of=before)
    assert then.sets()["app"].unique().to_list() == ["strong"]
    with pytest.raises(BookError):
        then.choose_sources("hevy")
    text = (book.folder / "coreanalytics.toml").read_text()
    assert "# Where several apps" in text
    book.choose_sources()
    assert book.sets()["app"].unique().to_list() == ["strong"]


@pytest.mark.parametrize(
    ("apps", "said"),
    [(("hevvy",), "did you mean hevy"), (("hevy", "hevy"), "each app once"), (("",), "apps in this book"),
     (("form",), "apps in this book")],
)  # fmt: skip
def test_a_source_that_there_is_not_is_refused(book, write, apps, said):
    book.add(write("a.csv", strong_days(2)), write("b.csv", hevy(2)), **ME)
    with pytest.raises(ArgumentError) as problem:
        book.choose_sources(*apps)
    assert said in str(problem.value)
    assert book.settings.sources == ()


@pytest.mark.parametrize("told", ["'hevy'", "[1]", "['']", "{hevy=1}"])
def test_settings_that_make_no_sense_are_named(book, write, told):
    book.add(write("a.csv", strong_days(2)), **ME)
    file = book.folder / "coreanalytics.toml"
    file.write_text(file.read_text().replace("sources = []", f"sources = {told}"))
    with pytest.raises(BookError, match="sources is"):
        book.sets()


def test_a_book_of_before_reads_and_takes_a_choice(book, write):
    book.add(write("a.csv", strong_days(2)), write("b.csv", hevy(2)), **ME)
    file = book.folder / "coreanalytics.toml"
    file.write_text('person = "me"\n\n[own]\nx = 1\n')
    assert book.settings.sources == ()
    book.choose_sources("hevy")
    assert book.settings.sources == ("hevy",)
    assert "[own]" in file.read_text()


def test_the_order_of_adds_changes_nothing_but_ties(tmp_path, write):
    files = [
        write("strong.csv", strong_days(2, 4)),
        write("hevy.csv", hevy(4, 6)),
        write("fit.csv", "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time\n"
              + "2026-11-06,Plank,Abs,,kgs,1,,,\n" * 8),
    ]  # fmt: skip
    found = []
    for number, order in enumerate(itertools.permutations(files)):
        book = Logbook(tmp_path / f"book{number}")
        book.add(*order[:1], **ME)
        book.add(*order[1:], person="me")
        found.append((book.sets().sort("person", "session", "exercise_logged", "occurrence", "set_index"),
                      book.sessions(), book.doubles()))  # fmt: skip
    for tables in found[1:]:
        for one, other in zip(tables, found[0], strict=True):
            assert one.equals(other)


def test_ties_in_a_book_go_to_the_file_added_first(tmp_path, write):
    names = ("Cable Crunch",)
    rows = [("2026-11-02 18:00:00", "Cable Crunch", order, 9, 9, "") for order in (1, 2)]
    files = {"strong": write("s.csv", strong(*rows)), "hevy": write("h.csv", hevy(2, names=names))}
    for order in (("strong", "hevy"), ("hevy", "strong")):
        book = Logbook(tmp_path / order[0])
        for app in order:
            book.add(files[app], **ME)
        assert book.sessions()["app"].to_list() == [order[0]]
        assert book.doubles()["chosen"].to_list() == ["first"]


def test_several_people_in_several_groups_are_united(tmp_path, write):
    book = Logbook(tmp_path / "many")
    files = []
    for number in range(40):
        name = f"clients/runner-{chr(97 + number % 26)}{number:03}/"
        files += [write(f"{name}strong.csv", strong_days(2)), write(f"{name}hevy.csv", hevy(2))]
    people = {file.parent.name for file in files}
    book.add(*files, timezone="Europe/Berlin", weight_unit="kg", distinct=people)
    assert book.doubles().height == 40
    assert book.doubles()["person"].n_unique() == 40
    one = Logbook(book.folder).tables([files[0].parent.name])
    assert one["sessions"].height == 1
    assert Logbook(book.folder).status(person=files[0].parent.name).doubles["sessions"].to_list() == [1]


def test_a_name_that_only_the_loser_has_is_not_asked_about(book, write):
    book.add(write("a.csv", strong_days(2)), **ME)
    names = ("Cable Crunch", "Plank", "Zzz Quux")
    book.add(write("b.csv", hevy(2, names=names)), person="me")
    assert book.doubles().height == 1
    assert "Zzz Quux" not in book.unmapped()["exercise_logged"].to_list()


# --- the command ---------------------------------------------------------------------------------------


@pytest.fixture
def run(monkeypatch, capsys):
    def call(*words):
        monkeypatch.setattr(sys, "argv", ["coreanalytics", *map(str, words)])
        capsys.readouterr()
        try:
            cli.main()
            code = 0
        except SystemExit as leave:
            code = leave.code or 0
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def test_sources_shows_and_chooses(run, book, write, monkeypatch):
    monkeypatch.setenv("COREANALYTICS_BOOK", str(book.folder))
    book.create()
    assert "No app has logged training yet." in run("sources")[1]
    told = ("--person", "me", "--timezone", "Europe/Berlin", "--weight-unit", "kg")
    code, out, _ = run("add", write("a.csv", strong_days(2)), write("b.csv", hevy(2)), *told)
    assert (code, "1 session was logged by strong and by hevy" in out) == (0, True)
    code, out, _ = run("sources")
    assert code == 0
    assert "No order is chosen" in out
    assert "strong counts (it has more sets)" in out
    code, out, _ = run("sources", "hevy", "strong")
    assert (code, out.splitlines()[0]) == (0, "First counts: hevy, strong.")
    assert "hevy counts (as the settings say)" in run("status")[1]
    assert json.loads(run("sources", "--json")[1])["sources"][0]["app"] == "hevy"
    code, out, _ = run("sources", "--clear")
    assert (code, "No order is chosen" in out) == (0, True)
    code, _, err = run("sources", "hevvy")
    assert (code, "did you mean hevy?" in err) == (1, True)
    assert run("sources", "hevy", "--clear")[0] == 1
