"""The documents: what they tell to type works as it stands, and what they say is what the code does.

Every block marked ``sh`` or ``python`` in the documents is run, page by page, in a folder with the files that
the pages name. One that cannot be run has ``<!-- not run: why -->`` above it.
"""

import importlib
import re
import shlex
import shutil
import sys

import pytest

PAGES = (
    "api/index", "book", "claims", "coach", "compare", "dashboard", "formats", "gallery", "planning",
    "platforms", "questions", "report-json", "researchers", "start", "weekly-report", "your-files",
)  # fmt: skip
BLOCK = re.compile(
    r"(?P<why><!-- not run: [^>]+ -->\n)?^```(?P<kind>sh|python)\n(?P<text>.*?)^```", re.M | re.S
)
#: Commands of the terminal that the pages name and that are not ours.
ELSEWHERE = ("make demo", ". .venv/bin/activate")
FORM = """\
Horodateur,Bas du dos aujourd'hui,Humeur
2026-11-01 21:00:00,3,bien
2026-11-02 21:10:00,2,bien
"""


def read(root, page):
    return (root / "docs" / f"{page}.md").read_text(encoding="utf-8")


def list_blocks(text):
    return [(found["kind"], found["text"]) for found in BLOCK.finditer(text) if not found["why"]]


@pytest.fixture
def desk(tmp_path, root, demo_book, monkeypatch, run):
    """A folder with the files that the pages name; `make` puts books there."""
    demo = root / "data" / "demo"
    shutil.copy(demo / "clients" / "p01" / "strong.csv", tmp_path / "strong.csv")
    days = "".join(f"2026-11-{day:02d},{day % 4},{day % 3}\n" for day in range(1, 16))
    (tmp_path / "pain.csv").write_text("date,thigh_root,low_back\n" + days)
    (tmp_path / "form.csv").write_text(FORM, encoding="utf-8")
    (tmp_path / "data").symlink_to(root / "data")
    monkeypatch.chdir(tmp_path)

    def make(text):
        if "demo-log" in text:
            shutil.copytree(demo_book.folder, tmp_path / "demo-log")
        if re.search(r"my-log|^coreanalytics add form", text, re.M) and "init my-log" not in text:
            told = (
                "--person",
                "me",
                "--timezone",
                "Europe/Berlin",
                "--weight-unit",
                "kg",
                "--book",
                "my-log",
            )
            assert run("add", "strong.csv", *told)[0] == 0
            monkeypatch.setenv("COREANALYTICS_BOOK", str(tmp_path / "my-log"))
            settings = tmp_path / "my-log" / "coreanalytics.toml"
            settings.write_text(settings.read_text().replace('person = ""', 'person = "me"'))

    return make


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_tells_to_type_works(page, root, desk, run):
    blocks = list_blocks(read(root, page))
    desk("\n".join(text for _, text in blocks))
    names = {}
    for kind, text in blocks:
        if kind == "python":
            exec(compile(text, f"docs/{page}.md", "exec"), names)
            continue
        for line in filter(None, map(str.strip, text.splitlines())):
            command = line.split("    #")[0].strip()
            if command in ELSEWHERE:
                continue
            program, *words = shlex.split(command)
            assert program == "coreanalytics", line
            code, out, err = run(*words)
            assert code == 0, f"{line}\n{out}{err}"


def test_no_page_with_something_to_type_is_left_out(root):
    found = {
        path.relative_to(root / "docs").with_suffix("").as_posix()
        for path in (root / "docs").rglob("*.md")
        if list_blocks(path.read_text(encoding="utf-8"))
    }
    assert found - set(PAGES) == set()


# ---- what the build writes ----
@pytest.fixture
def building(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "docs" / "building"))

    def load(name):
        sys.modules.pop(name, None)
        return importlib.import_module(name)

    return load


def test_every_exercise_stands_on_its_page_with_its_caution(building):
    from coreanalytics.catalogue import exercises

    page = building("catalogue").write_page()
    for row in exercises().to_dicts():
        (own,) = re.findall(rf"^#+ [^\n]* {{ #{row['id']} .*?(?=^#|\Z)", page, re.M | re.S)
        assert f"{row['demand']} of 3" in own
        assert ("; measured" in own) == row["demand_measured"]
        assert (row["caution"] is None) == ("**Caution**" not in own)
        assert row["caution"] is None or row["caution"] in own


def test_every_command_stands_on_its_page(building, run):
    page = building("commands").write_page()
    commands = re.findall(r"^  (\w+)  ", run("--help")[1].split("Commands:")[1], re.M)
    assert len(commands) > 15
    for command in commands:
        assert f"## {command}\n" in page
    assert "| `--weeks` |" in page and "Default: `8`" in page


@pytest.mark.parametrize(
    ("text", "folder", "turned"),
    [
        ("[a](../benchmarks/calibration/README.md)", "docs", "[a](calibration.md)"),
        ("[a](../tests/golden/README.md#x)", "docs", "[a](golden.md#x)"),
        ("[a](../../benchmarks/calibration/README.md)", "docs/api", "[a](../calibration.md)"),
        ("![a](../../docs/pictures/x.svg)", "benchmarks/calibration", "![a](pictures/x.svg)"),
        ("[a](../LICENSE)", "docs", "a"),
        ("[a](https://example.org/x)", "docs", "[a](https://example.org/x)"),
        ("[a](#there)", "docs", "[a](#there)"),
        ("[a](nowhere.md)", "docs", "[a](nowhere.md)"),
    ],
)  # fmt: skip
def test_links_out_of_the_documents_lead_to_pages_of_the_site(text, folder, turned, building):
    pytest.importorskip("mkdocs")
    from pathlib import Path

    assert building("hooks")._relink(text, Path(folder)) == turned


def test_an_svg_gets_room_at_its_sides(building):
    pictures = building("pictures")
    wider = pictures._widen('<svg width="100" height="50" viewBox="0 0 100 50" xmlns="x"><g/></svg>')
    assert wider == '<svg width="140" height="50" viewBox="-20 0 140 50" xmlns="x"><g/></svg>'
    assert pictures._widen("<svg/>") == "<svg/>"


def test_every_kind_of_picture_is_in_the_gallery(root, building):
    gallery = read(root, "gallery")
    source = (root / "docs" / "building" / "pictures.py").read_text(encoding="utf-8")
    drawn = set(re.findall(r'yield "([\w-]+)"', source))
    for kinds in re.findall(r"for kind in \(([^)]*)\)", source):
        drawn |= set(re.findall(r'"([\w-]+)"', kinds))
    shown = set(re.findall(r"pictures/built/([\w-]+)\.svg", gallery))
    assert drawn == shown

    from coreanalytics.views.charts.drawing import _list_crowd_pictures, _list_own_pictures

    kinds = {*_list_crowd_pictures(), *_list_own_pictures(), "explore"}
    assert kinds <= drawn


# ---- what the pages say ----
def flat(text):
    return " ".join(text.replace("**", "").split())


def test_the_numbers_that_pages_name_are_those_of_the_code(root):
    from coreanalytics.effects.log_gaps import GapRules
    from coreanalytics.effects.next_steps import StepRules
    from coreanalytics.effects.noise_bands import MIN_DAYS
    from coreanalytics.effects.person_lines import Entry
    from coreanalytics.effects.safety import SafetyRules
    from coreanalytics.effects.sequential import LOOKS
    from coreanalytics.effects.within.person_rows import WithinEntry
    from coreanalytics.vocabulary import (
        DELTA_BETWEEN,
        DELTA_WITHIN,
        HARD_SET_RPE,
        INFERRED_MIN_DAYS,
        RUN_IN_MIN_REPORTS,
        WEEKLY_NOISE,
    )

    within, safety, step, gaps = WithinEntry(), SafetyRules(), StepRules(), GapRules()
    questions, report = flat(read(root, "questions")), flat(read(root, "weekly-report"))
    compare, coach = flat(read(root, "compare")), flat(read(root, "coach"))
    assert f"{MIN_DAYS} reported days" in questions
    assert f"{within.min_days} reported days on each routine, or {within.min_days_blocks}" in compare
    assert f"{within.min_days} reported days on each routine, or {within.min_days_blocks}" in questions
    assert f"up to {LOOKS} times" in questions and f"all {LOOKS} looks" in compare
    assert f"{WEEKLY_NOISE.value} points" in questions and f"{WEEKLY_NOISE.value} points" in report
    assert f"{DELTA_WITHIN.value:g} points" in compare and f"{DELTA_BETWEEN.value:g} point " in compare
    assert f"at least {INFERRED_MIN_DAYS} days" in questions
    assert f"effort (RPE) of {HARD_SET_RPE:g} or more" in questions
    assert f"At least {RUN_IN_MIN_REPORTS} reported days make a run-in" in compare
    assert Entry().min_people == 3 and "Three on each routine" in questions
    assert f"any rating of {safety.strong} or more | last {safety.recent_days} " in report
    assert f"of {safety.long_mean:g} or more for {safety.long_weeks} weeks" in report
    assert (
        f"rose by {safety.rise:g} or more within two weeks | last 21, each week with {safety.rise_reports} "
        in report
    )
    assert f"above {safety.morning} the morning after, twice | last {safety.repeat_days}" in report
    assert f"A rating above {step.most}: a step back" in report
    assert f"{step.fair} or {step.most} that was not known to be down to {step.settled}" in report
    assert f"differ by {100 * step.uneven:g} % or more" in report
    assert gaps.silent_days == 7 and "no report for a week or more" in coach
    assert gaps.stall_days == 28 and "without a new best for four weeks" in coach


def test_the_rules_for_next_week_stand_in_their_order(root):
    from coreanalytics.effects.next_steps import StepKind

    section = read(root, "weekly-report").split("## Next week")[1].split("\n## ")[0]
    rules = re.findall(r"^\d\. (.*)", section, re.M)
    assert len(rules) == len(StepKind) - 1  # outside and phase ends are one rule
    keys = ("safety flag", "above 5", "drawn by lot", "No report", "4 or 5", "phase that ends", "weaker side",
            "two days in each", "Else")  # fmt: skip
    for key, rule in zip(keys, rules, strict=True):
        assert key in rule


def test_the_verdicts_are_all_told(root):
    from coreanalytics.effects.verdicts import Verdict

    page = read(root, "compare")
    for verdict in Verdict:
        assert f"| {verdict} |" in page


def test_the_emergency_wording_is_that_of_the_pages(root):
    from coreanalytics.effects.texts.safety import EMERGENCY
    from coreanalytics.views.texts.safety import EMERGENCY_NUMBER

    said = flat(read(root, "index")).replace("Get medical help", "Please get medical help")
    assert EMERGENCY in said and EMERGENCY_NUMBER in said


def test_the_sentence_on_the_page_about_comparing_is_what_comes_out(root, demo_book):
    from coreanalytics.days import build_days
    from coreanalytics.effects import compare

    told = compare(build_days(demo_book))["thigh_root"].to_sentence().replace("\u00a0", " ")
    (quoted,) = re.findall(r"^((?:> Thigh root: .*\n)(?:> .*\n)*)", read(root, "compare"), re.M)
    assert told.startswith(" ".join(line.removeprefix("> ") for line in quoted.splitlines()))


def test_there_are_answers_enough_and_no_word_that_is_not_ours(root):
    assert len(re.findall(r"^### .*\?", read(root, "questions"), re.M)) >= 15
    for path in (root / "docs").rglob("*.md"):
        text = path.read_text(encoding="utf-8").replace('"significant"', "")
        assert not re.search(r"\bsignificant(ly)?\b", text), path


# ---- the tables of power on the page about planning ----
def read_numbers(root, head):
    """Return the rows of the table that begins with a heading, as text."""
    text = read(root, "planning").split(f"| {head} |")[1].split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()[2:]]


def tell_share(part):
    from coreanalytics.effects.texts.planning import share

    return share(part).replace("\u00a0", "").removesuffix("%")


@pytest.mark.slow
def test_the_power_of_one_person_is_what_comes_out(root):
    import coreanalytics as ca

    plan = ca.plan_study(design="blocks", weeks=(8, 12, 16, 20, 24), reports_per_week=(6, 5, 4))
    found = {(row.effect, row.weeks, row.reports): row for row in plan.rows}
    for weeks, six, five, four, weekly, small in read_numbers(root, "weeks"):
        rows = [found[-2.0, int(weeks), reports] for reports in (6, 5, 4)]
        assert [tell_share(row.power) for row in rows] == [six, five, four]
        assert tell_share(rows[0].weekly) == weekly
        assert tell_share(found[-1.0, int(weeks), 6].power) == small


@pytest.mark.slow
def test_the_power_of_several_people_is_what_comes_out(root):
    import coreanalytics as ca

    plan = ca.plan_study(people=(6, 12, 24, 48), weeks=12, effect=-1)
    found = {(str(row.design), row.people): row for row in plan.rows}
    for people, *cells in read_numbers(root, "people"):
        for design, cell in zip(("blocks", "start", "parallel", "multiple_baseline"), cells, strict=True):
            row = found[design, int(people)]
            assert cell == ("no answer" if row.refused == 1 else tell_share(row.power))
