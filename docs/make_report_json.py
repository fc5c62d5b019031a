"""Write docs/report-json.md from the JSON Schema of the weekly report: python docs/make_report_json.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "coreanalytics" / "views" / "templates" / "weekly_report.schema.json"
PAGE = ROOT / "docs" / "report-json.md"
HEAD = """\
# The weekly report as JSON

<!-- Made by docs/make_report_json.py from the schema; do not edit. -->

Beside each weekly page lies a file of the same name that ends in `.json`, readable by its owner only. It
holds everything that the page prints: numbers with their units, sentences, flags and verdicts.
`report --no-json` leaves it out. From Python: `weekly_report(book, person="me").to_dict()`.

- Dates are ISO 8601. A missing value is `null`, never 0. Numbers keep six decimals.
- `schema` names the version. Within a version things are added, and nothing changes its meaning: read what
  you know and skip the rest.
- `book.version` is the event of the book's history on which the numbers stand; `book.command` makes the same
  page and the same file again, byte by byte, with the same version of the software.
- All text that comes from a log is as it was logged (names, files): escape it before you put it anywhere.
- The JSON Schema `coreanalytics/views/templates/weekly_report.schema.json` describes all of it; from Python:
  `coreanalytics.views.weekly.record.read_schema()`.

```python
import json
from pathlib import Path

for file in Path("reports").glob("*.json"):
    told = json.loads(file.read_text(encoding="utf-8"))
    for site in told["sections"]["discomfort"]["numbers"]["sites"]:
        print(told["person"], told["week"]["name"], site["site"], site["this"]["mean"])
```
"""


def make_page(schema: dict[str, Any]) -> str:
    """Return the page: one table for the top, one for each section's numbers, one for each shared part."""
    parts = [HEAD, "## The file", _table(_rows(schema, "", skip={"sections"}))]
    parts.append(
        "## Sections\n\nEach has `id`, `heading`, `tiles`, `cards`, `tables`, `lines`, `notes` and `numbers`."
    )
    for name, section in schema["properties"]["sections"]["properties"].items():
        numbers = section["properties"]["numbers"]
        parts += [f"### sections.{name}", section["description"], _table(_rows(numbers, "numbers."))]
    parts.append("## Shared parts")
    for name, part in schema["$defs"].items():
        parts += [f"### {name}", part["description"], _table(_rows(part, ""))]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _rows(
    schema: dict[str, Any], prefix: str, skip: set[str] = frozenset()
) -> Iterator[tuple[str, str, str]]:
    for name, value in schema.get("properties", {}).items():
        if name in skip:
            continue
        needed = "" if name in schema.get("required", []) else "may be missing: "
        yield f"{prefix}{name}", _type(value), needed + value.get("description", "")
        for inner in (value, value.get("items", {}), *value.get("anyOf", ())):
            mark = "[]" if inner is value.get("items") else ""
            yield from _rows(inner, f"{prefix}{name}{mark}.")


def _type(value: dict[str, Any]) -> str:
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return f"[{name}](#{name})"
    if "anyOf" in value:
        return " or ".join(_type(one) for one in value["anyOf"])
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return " or ".join(f"`{one}`" for one in value["enum"])
    kind = value.get("type", "object")
    told = " or ".join(kind) if isinstance(kind, list) else kind
    return f"array of {_type(value['items'])}" if kind == "array" else told


def _table(rows: Iterator[tuple[str, str, str]]) -> str:
    lines = ["| field | type | meaning |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{name}` | {kind} | {text} |" for name, kind, text in rows)])


if __name__ == "__main__":
    PAGE.write_text(make_page(json.loads(SCHEMA.read_text(encoding="utf-8"))), encoding="utf-8")
