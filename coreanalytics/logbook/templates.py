"""What `coreanalytics init` lays beside a new book: empty tables to fill in, and the daily form to copy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from coreanalytics.logbook.form import FORM, LANGUAGES, Question
from coreanalytics.logbook.readers.plain_columns import COLUMNS, Column

_TABLES_INTRO: Final = """\
# Templates

One CSV file a table; fill in the ones you need in any spreadsheet, save as CSV, and add them:
`coreanalytics add pain.csv --person me --timezone Europe/Berlin`. Columns that you do not need may be
deleted, the order does not matter, and further columns are left alone. Write dates year first
(2026-09-14). An empty cell means *not answered*; it never means 0.

The daily form (`daily-form.en.md`, `.de.md`, `.es.md`) asks the same as `pain.csv`, on your phone.
"""
_TABLE_MEANINGS: Final = {
    "sets": "one row a set",
    "sessions": "one row a session",
    "pain": "one row a site, side and rating",
    "habits": "one row a day",
    "phases": "one row a phase: which routine, from when to when",
    "people": "one row a person",
}
_WIDE: Final = """\
`pain.csv` may also be written in the wide layout, one row a day:

```
date,thigh_root_left,thigh_root_right,low_back,control,below_knee,emergency
2026-09-14,3,2,4,0,no,no
```

`control` is a jaw or tooth ache, which ab training should not change. `below_knee` asks for numbness or
pain below the knee, `emergency` for numbness between the legs, new trouble with bladder, bowel or sexual
function, weakness or numbness in both legs, chest pain, or a major fall, crash or blow: if yes, do not
wait for a report, get help now. Ratings at another moment have it in their name, such as
`low_back_during` or `low_back_next_morning`. Columns of habits and sessions may stand in the same row.
"""

_HOW_TO: Final = {
    "en": """\
# The daily form (English)

Make one form at forms.google.com with the questions below, and answer it every day at about the same
time, on training days and rest days alike.

1. Copy each question **word for word**: its text is how the answers are recognised.
2. Choose the type named below it. Add no "Other" to the choices.
3. Do not collect e-mail addresses.
4. To bring the answers in: Responses, Download responses (.csv), unpack, `coreanalytics add form.csv`.

Google keeps the answers on its servers until you delete them there. If you would rather not, keep a
spreadsheet with the same question texts as column names and a first column called Timestamp.
""",
    "de": """\
# Das tägliche Formular (Deutsch)

Lege unter forms.google.com ein Formular mit den Fragen unten an und beantworte es jeden Tag etwa zur
selben Zeit, an Trainingstagen wie an Ruhetagen.

1. Übernimm jede Frage **Wort für Wort**: Am Text werden die Antworten erkannt.
2. Wähle die Art, die darunter steht. Füge bei den Antworten kein „Sonstiges“ hinzu.
3. Erfasse keine E-Mail-Adressen.
4. Antworten einlesen: Antworten, Antworten herunterladen (.csv), entpacken, `coreanalytics add form.csv`.

Google speichert die Antworten auf seinen Servern, bis du sie dort löschst. Wenn du das nicht willst, führe
eine Tabelle mit denselben Fragen als Spaltennamen und einer ersten Spalte namens Zeitstempel.
""",
    "es": """\
# El formulario diario (español)

Crea en forms.google.com un formulario con las preguntas de abajo y respóndelo cada día más o menos a la
misma hora, entrenes o descanses.

1. Copia cada pregunta **palabra por palabra**: por su texto se reconocen las respuestas.
2. Elige el tipo indicado debajo. No añadas «Otro» a las opciones.
3. No recopiles direcciones de correo.
4. Para añadir las respuestas: Respuestas, Descargar respuestas (.csv), descomprimir,
   `coreanalytics add form.csv`.

Google guarda las respuestas en sus servidores hasta que las borres allí. Si no quieres, lleva una hoja de
cálculo con las mismas preguntas como nombres de columna y una primera columna llamada Marca temporal.
""",
}
_KINDS: Final = {
    "en": {
        "text": "Short answer",
        "scale": "Linear scale, 0 to 10",
        "yes_no": "Multiple choice",
        "choice": "Multiple choice",
        "paragraph": "Paragraph",
    },
    "de": {
        "text": "Kurzantwort",
        "scale": "Lineare Skala, 0 bis 10",
        "yes_no": "Multiple Choice",
        "choice": "Multiple Choice",
        "paragraph": "Absatz",
    },
    "es": {
        "text": "Respuesta corta",
        "scale": "Escala lineal, de 0 a 10",
        "yes_no": "Varias opciones",
        "choice": "Varias opciones",
        "paragraph": "Párrafo",
    },
}
_WORDS: Final = {
    "en": {"type": "Type", "required": "required", "help": "Help text", "ends": "Labels"},
    "de": {"type": "Art", "required": "Pflichtfrage", "help": "Hilfetext", "ends": "Beschriftung"},
    "es": {"type": "Tipo", "required": "obligatoria", "help": "Texto de ayuda", "ends": "Etiquetas"},
}


def write_templates(folder: str | Path) -> list[Path]:
    """Write the templates into a folder; a file that is there already is left as it is.

    Parameters
    ----------
    folder
        Made if it is missing. Folder and files are private to the user, for they will hold health data.

    Returns
    -------
    list of Path
        The files that were written.
    """
    folder = Path(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = []
    for name, text in templates().items():
        path = folder / name
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        written.append(path)
    return written


def templates() -> dict[str, str]:
    r"""Return the templates by file name: a CSV header a table, their README, and the form a language.

    Examples
    --------
    >>> templates()["people.csv"]
    'person,timezone,weight_unit,expectation\n'
    """
    tables = {f"{table}.csv": ",".join(_headings(table)) + "\n" for table in COLUMNS}
    forms = {f"daily-form.{language}.md": form_markdown(language) for language in LANGUAGES}
    return {**tables, "README.md": _tables_markdown(), **forms}


def form_markdown(language: str) -> str:
    """Return the daily form as Markdown, to be copied into a Google Form.

    Parameters
    ----------
    language
        One of `form.LANGUAGES`.
    """
    asked = (_question_markdown(number, question, language) for number, question in enumerate(FORM, 1))
    return "\n".join([_HOW_TO[language], *asked])


def _shown(table: str) -> list[tuple[str, Column]]:
    """Return heading and column of what a template shows."""
    named = [(column.name if column.heading is None else column.heading, column) for column in COLUMNS[table]]
    return [(heading, column) for heading, column in named if heading]


def _headings(table: str) -> list[str]:
    return [heading for heading, _ in _shown(table)]


def _tables_markdown() -> str:
    parts = [_TABLES_INTRO]
    for table, meaning in _TABLE_MEANINGS.items():
        rows = [
            f"| `{heading}` | {column.meaning}{_allowed(column)} | {column.example} |"
            for heading, column in _shown(table)
        ]
        parts.append(f"## {table}.csv: {meaning}\n")
        parts.append("\n".join(["| column | what to write | example |", "|---|---|---|", *rows]) + "\n")
        if table == "pain":
            parts.append(_WIDE)
    return "\n".join(parts)


def _allowed(column: Column) -> str:
    return f": {', '.join(column.words)}" if column.words else ""


def _question_markdown(number: int, question: Question, language: str) -> str:
    words = _WORDS[language]
    kind = _KINDS[language][question.kind]
    required = question.kind in ("scale", "yes_no") and not question.after_training
    lines = [f"## {number}", "", "```text", question.texts[language], "```", ""]
    lines.append(f"- {words['type']}: {kind}" + (f" ({words['required']})" if required else ""))
    if language in question.ends:
        low, high = question.ends[language]
        lines.append(f"- {words['ends']}: 0 = {low}, 10 = {high}")
    lines += [f"  - {choice}" for choice in question.choices.get(language, {})]
    if language in question.help:
        lines.append(f"- {words['help']}: {question.help[language]}")
    return "\n".join([*lines, ""])
