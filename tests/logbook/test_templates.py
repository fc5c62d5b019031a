from __future__ import annotations

import csv
import os

import pytest

from coreanalytics.logbook.form import FORM, LANGUAGES
from coreanalytics.logbook.readers import Options, read_draft
from coreanalytics.logbook.readers.base import unaccounted
from coreanalytics.logbook.readers.plain_columns import COLUMNS
from coreanalytics.logbook.tables import TABLES
from coreanalytics.logbook.templates import form_markdown, templates, write_templates


def test_one_template_a_table_with_a_header_and_no_rows():
    for table in TABLES:
        lines = templates()[f"{table}.csv"].splitlines()
        assert len(lines) == 1, table


@pytest.mark.parametrize("table", list(TABLES))
def test_a_template_filled_with_its_examples_is_read_as_its_table(table):
    header = next(csv.reader([templates()[f"{table}.csv"]]))
    examples = {(c.name if c.heading is None else c.heading): c.example for c in COLUMNS[table]}
    text = ",".join(header) + "\n" + ",".join(examples[name] for name in header) + "\n"
    draft = read_draft(text.encode(), f"{table}.csv", options=Options())
    assert draft.app == "plain"
    assert list(draft.tables) == [table]
    assert draft.tables[table].height == 1
    assert draft.problems.is_empty()
    assert draft.notices == ()
    assert unaccounted(draft) == 0


def test_readme_explains_every_column_of_every_template():
    readme = templates()["README.md"]
    for table in TABLES:
        section = readme.split(f"## {table}.csv")[1].split("\n## ")[0]
        for name in templates()[f"{table}.csv"].strip().split(","):
            assert f"| `{name}` |" in section, (table, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_form_shows_every_question_word_for_word_with_its_choices(language):
    text = form_markdown(language)
    for question in FORM:
        assert f"```text\n{question.texts[language]}\n```" in text
        for choice in question.choices.get(language, {}):
            assert f"  - {choice}\n" in text + "\n"


def test_templates_are_private_and_never_overwrite(tmp_path):
    folder = tmp_path / "my-log" / "templates"
    written = write_templates(folder)
    assert {path.name for path in written} == set(templates())
    if os.name == "posix":
        assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
        assert folder.stat().st_mode & 0o777 == 0o700
    filled = folder / "pain.csv"
    filled.write_text("mine")
    (folder / "people.csv").unlink()
    assert [path.name for path in write_templates(folder)] == ["people.csv"]
    assert filled.read_text() == "mine"
