"""Quick entries: a day's ratings, habits or session answers told in a line, as a tiny file of a known format.

Values are held against the very rules that screen every file (`rules`), without the tools that make them slow
to start; the file then goes through the same door as any other, and is read when the book is next opened.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import polars as pl

from coreanalytics import vocabulary as v
from coreanalytics.errors import ArgumentError
from coreanalytics.logbook import texts_of_entries as texts
from coreanalytics.logbook.readers.plain_columns import COLUMNS
from coreanalytics.logbook.rules import make_rules
from coreanalytics.logbook.tables import TABLES
from coreanalytics.logbook.texts import RULE_SENTENCES

Table = Literal["pain", "habits", "training"]
_NUMBER: Final = re.compile(r"([+-]?)([0-9]+(?:[.,][0-9]+)?)")
_YES: Final = {
    **dict.fromkeys(("yes", "y", "true", "ja", "si", "sí", "oui", "evet"), "yes"),
    **dict.fromkeys(("no", "n", "false", "nein", "non", "hayır"), "no"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that can be told in a line.

    Attributes
    ----------
    key
        What it is called, on the command line and as a column of the file.
    kind
        `rating` (whole number), `number`, `yes_no` or `word`.
    aliases
        Other names for it.
    column
        Its column in the table.
    site, side
        Where a pain rating belongs.
    words
        Allowed words of a `word`.
    """

    key: str
    kind: Literal["rating", "number", "yes_no", "word"]
    column: str
    aliases: tuple[str, ...] = ()
    site: v.Site | None = None
    side: v.Side | None = None
    words: tuple[str, ...] = ()


def _pain_answers() -> tuple[Answer, ...]:
    thigh = [
        Answer(f"{v.Site.THIGH_ROOT}_{side}", "rating", "intensity", (), v.Site.THIGH_ROOT, side)
        for side in v.Side
    ]
    return (
        *thigh,
        Answer("low_back", "rating", "intensity", ("lower_back",), v.Site.LOW_BACK),
        Answer("control", "rating", "intensity", ("jaw", "tooth"), v.Site.CONTROL),
        Answer("below_knee", "yes_no", "red_flag", (), v.Site.BELOW_KNEE),
        Answer("emergency", "yes_no", "red_flag", (), v.Site.WHOLE_BODY),
    )


def _habit_answers() -> tuple[Answer, ...]:
    return tuple(
        Answer(c.name, "yes_no" if c.kind == "yes_no" else "number", c.name, c.aliases)
        for c in COLUMNS["habits"]
        if c.answer
    )


#: What can be told of each kind of entry. Session answers are those of the daily form: they tell of the day's
#: training and make no session of their own where an app logged one.
ANSWERS: Final[Mapping[Table, tuple[Answer, ...]]] = {
    "pain": _pain_answers(),
    "habits": _habit_answers(),
    "training": (
        Answer("gave_out_first", "word", "gave_out_first", ("gave_out",), words=tuple(map(str, v.GaveOut))),
        Answer("abs_felt", "rating", "abs_felt", ("felt_abs",)),
        Answer("session_rpe", "number", "session_rpe", ("rpe",)),
    ),
}
#: For each kind of entry: the reader of its file, the tables in it, and the table whose rules it must keep.
FORMATS: Final[Mapping[Table, tuple[str, tuple[str, ...], str]]] = {
    "pain": ("plain", ("pain",), "pain"),
    "habits": ("plain", ("habits",), "habits"),
    "training": ("form", ("pain", "sessions"), "sessions"),
}


def parse_answers(table: Table, told: Mapping[str, Any]) -> dict[str, str]:
    """Return answers under their own keys, as they are written into the file.

    Parameters
    ----------
    table
        Kind of entry.
    told
        Values by key or alias; texts or numbers.

    Raises
    ------
    ArgumentError
        There is no such key, or its value is of another kind.
    """
    if not told:
        keys = ", ".join(answer.key for answer in ANSWERS[table])
        raise ArgumentError(texts.NOTHING_TOLD, where=table, hint=f"{texts.WRITE_PAIR}; known are {keys}")
    written: dict[str, str] = {}
    for key, value in told.items():
        answer = _find_answer(table, str(key))
        if answer.key in written:
            raise ArgumentError(texts.GIVEN_TWICE, where=answer.key, hint=texts.NOTHING_LOGGED)
        written[answer.key] = _parse_value(answer, key, value)
    return {answer.key: written[answer.key] for answer in ANSWERS[table] if answer.key in written}


def _find_answer(table: Table, key: str) -> Answer:
    tidy = key.strip().lower().replace("-", "_").replace(" ", "_")
    for answer in ANSWERS[table]:
        if tidy == answer.key or tidy in answer.aliases:
            return answer
    sided = [answer.key for answer in ANSWERS[table] if answer.side and tidy == answer.site]
    if sided:
        raise ArgumentError(texts.not_a_key(table), where=key, hint=texts.needs_side(sided))
    from difflib import get_close_matches

    names = {name: answer.key for answer in ANSWERS[table] for name in (answer.key, *answer.aliases)}
    near = list(dict.fromkeys(names[name] for name in get_close_matches(tidy, names, n=3, cutoff=0.6)))
    keys = [answer.key for answer in ANSWERS[table]]
    raise ArgumentError(texts.not_a_key(table), where=key or "''", hint=texts.suggest(near, keys))


def _parse_value(answer: Answer, key: str, value: Any) -> str:
    text = "" if value is None else str(value).strip()
    allowed = {
        "rating": texts.whole_numbers(*v.INTENSITY_RANGE),
        "number": texts.A_NUMBER,
        "yes_no": texts.YES_OR_NO,
        "word": ", ".join(answer.words),
    }[answer.kind]
    if not text:
        raise ArgumentError(texts.NO_VALUE, where=key, hint=texts.allowed_are(allowed))
    wanted = texts.A_WHOLE_NUMBER if answer.kind == "rating" else allowed
    wrong = ArgumentError(texts.not_allowed(text, wanted), where=key, hint=texts.allowed_are(allowed))
    if answer.kind == "yes_no":
        if text.lower() not in _YES:
            raise wrong
        return _YES[text.lower()]
    if answer.kind == "word":
        return _parse_word(answer, key, text)
    match = _NUMBER.fullmatch(text.replace("\u2212", "-"))
    if match is None:
        raise wrong
    sign, digits = match[1].replace("+", ""), match[2].replace(",", ".")
    if answer.kind == "rating":
        whole, _, rest = digits.partition(".")
        if rest.strip("0"):
            raise wrong
        digits = whole.lstrip("0") or "0"
    return sign + digits


def _parse_word(answer: Answer, key: str, text: str) -> str:
    tidy = re.sub(r"[\s-]+", "_", text.lower())
    if tidy in answer.words:
        return tidy
    from difflib import get_close_matches

    near = get_close_matches(tidy, answer.words, n=3, cutoff=0.5)
    raise ArgumentError(
        texts.not_allowed(text, texts.answer_to(answer.key)),
        where=key,
        hint=texts.suggest(near, answer.words),
    )


def check_answers(
    table: Table, written: Mapping[str, str], *, person: str, day: date, timing: str | None, today: date
) -> None:
    """Hold answers against the rules that screening will hold them against.

    Parameters
    ----------
    table
        Kind of entry.
    written
        From `parse_answers`.
    person, day, timing
        Whose, of which day, and which rating of the day.
    today
        Date (UTC) on which they are logged.

    Raises
    ------
    ArgumentError
        A rule is broken; it names the key.
    """
    known = {answer.key: answer for answer in ANSWERS[table]}
    rules_of = FORMATS[table][2]
    loose = {
        "intensity": pl.Float64(),
        "abs_felt": pl.Float64(),
    }  # so that no number is too large to be refused
    schema = {name: loose.get(name, kind) for name, kind in TABLES[rules_of].items()}
    base: dict[str, Any] = {"person": person, "date": day}
    if table == "pain":
        rows = [
            {**base, "site": a.site, "side": a.side, "timing": timing, a.column: _as_value(a, written[a.key])}
            for a in (known[key] for key in written)
        ]
    else:
        rows = [{**base, **{known[key].column: _as_value(known[key], text) for key, text in written.items()}}]
    frame = pl.DataFrame(rows, schema=schema)
    rules = make_rules(rules_of, today)
    kept = frame.select(rule.keeps.fill_null(True).alias(str(place)) for place, rule in enumerate(rules))
    for place, rule in enumerate(rules):
        broken = (~kept[str(place)]).arg_true()
        if broken.len():
            key = next(
                (
                    k
                    for i, k in enumerate(written)
                    if known[k].column == rule.column and _at(table, i, broken)
                ),
                rule.column,
            )
            value = written.get(key, str(frame[rule.column][int(broken[0])]))
            sentence = RULE_SENTENCES[rule.name].format(column=key, value=value, allowed=rule.allowed)
            raise ArgumentError(sentence, where=key, hint=texts.allowed_are(rule.allowed))


def _at(table: Table, place: int, broken: pl.Series) -> bool:
    """Whether the answer at `place` is in a broken row: ratings of pain have a row each."""
    return table != "pain" or place == broken[0]


def _as_value(answer: Answer, text: str) -> Any:
    if answer.column == "red_flag":
        return v.RedFlag.NO
    if answer.kind == "yes_no":
        return text == "yes"
    return text if answer.kind == "word" else float(text)


def pick_words(told: Sequence[str]) -> dict[str, str]:
    """Return pairs KEY=VALUE as a mapping.

    Raises
    ------
    ArgumentError
        A word is no pair, or a key comes twice.
    """
    pairs: dict[str, str] = {}
    for word in told:
        key, sign, value = word.partition("=")
        if not sign or not key.strip():
            raise ArgumentError(texts.NO_PAIR, where=word, hint=texts.WRITE_PAIR)
        if key in pairs:
            raise ArgumentError(texts.GIVEN_TWICE, where=key, hint=texts.NOTHING_LOGGED)
        pairs[key] = value
    return pairs
