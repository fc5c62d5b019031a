"""Scrubbing: a name taken out of the small files that a book is kept with."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from coreanalytics.logbook.aliases import find_delimiter

Matches = Callable[[str], bool]


def scrub_person(data: bytes, matches: Matches) -> bytes:
    r"""Return settings without a name where the person is named, and nowhere else.

    Examples
    --------
    >>> scrub_person(b'person = "day"\nprimary_timing = "day"\n', lambda text: text == "day")
    b'person = ""\nprimary_timing = "day"\n'
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(data.decode("utf-8"))
    except (TOMLKitError, UnicodeDecodeError):
        return data  # the search afterwards says so
    if not matches(str(document.get("person", ""))):
        return data
    document["person"] = ""
    return tomlkit.dumps(document).encode()


def scrub_settings(data: bytes, matches: Matches) -> bytes:
    r"""Return settings without a name: as a value it becomes empty, as a key it goes; comments stay.

    Examples
    --------
    >>> scrub_settings(b'# mine\nperson = "Ann"\n', lambda text: text == "Ann")
    b'# mine\nperson = ""\n'
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(data.decode("utf-8"))
    except (TOMLKitError, UnicodeDecodeError):
        return data  # the search afterwards says so
    _scrub_table(document, matches)
    return tomlkit.dumps(document).encode()


def _scrub_table(table: Any, matches: Matches) -> None:
    for key in list(table):
        value = table[key]
        if matches(str(key)):
            del table[key]
        elif isinstance(value, str):
            if matches(value):
                table[key] = ""
        elif isinstance(value, dict):
            _scrub_table(value, matches)
        elif isinstance(value, list):
            for place in reversed(range(len(value))):
                if isinstance(value[place], str) and matches(value[place]):
                    del value[place]
                elif isinstance(value[place], dict):
                    _scrub_table(value[place], matches)


def scrub_aliases(data: bytes, matches: Matches) -> bytes:
    r"""Return an alias file without the lines in which a cell is the name as a whole.

    Examples
    --------
    >>> scrub_aliases(b"name,exercise\nann,crunch\nanna,plank\n", lambda text: text == "ann")
    b'name,exercise\nanna,plank\n'
    """
    text = data.decode("utf-8", errors="surrogateescape")
    mark = find_delimiter(text)
    kept = [
        line
        for line in io.StringIO(text, newline="").readlines()
        if not any(map(matches, next(csv.reader(io.StringIO(line, newline=""), delimiter=mark), [])))
    ]
    return "".join(kept).encode("utf-8", errors="surrogateescape")


def scrub_tree(tree: Any, matches: Matches) -> Any:
    """Return a tree of JSON without a name: as a value it becomes null, in a list or as a key it goes.

    Examples
    --------
    >>> scrub_tree({"a": "ann", "b": ["ann", "bob"], "ann": 1}, lambda text: text == "ann")
    {'a': None, 'b': ['bob']}
    """
    if isinstance(tree, dict):
        return {key: scrub_tree(branch, matches) for key, branch in tree.items() if not matches(str(key))}
    if isinstance(tree, list):
        return [
            scrub_tree(branch, matches)
            for branch in tree
            if not (isinstance(branch, str) and matches(branch))
        ]
    return None if isinstance(tree, str) and matches(tree) else tree
