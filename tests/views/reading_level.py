"""How hard a page is to read: the Flesch-Kincaid grade of its sentences (Kincaid 1975)."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_VOWELS = re.compile(r"[aeiouy]+")
#: Tags whose text is read as sentences; what stands in tables, labels and headings is not.
_READ = ("p", "li")
_SKIPPED = ("script", "style", "svg", "table", "title", "h1", "h2", "h3", "dl", "summary")


def count_syllables(word: str) -> int:
    """Vowel groups, a silent last e left out; 1 at least.

    >>> [count_syllables(w) for w in ("week", "people", "discomfort", "average", "note", "idea")]
    [1, 2, 3, 3, 1, 2]
    """
    word = word.lower()
    groups = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ye")) and groups > 1:
        groups -= 1
    if word.endswith("ed") and not word.endswith(("ted", "ded")) and groups > 1:
        groups -= 1
    return max(groups, 1)


def split_sentences(text: str) -> list[str]:
    """Sentences of three words or more, as full stops end them."""
    parts = re.split(r"(?<=[.!?])\s+(?=[A-Z\d“(])", text)
    return [part for part in parts if len(re.findall(r"[A-Za-z’'-]+", part)) >= 3]


def grade(sentences: list[str]) -> float:
    """Flesch-Kincaid grade of some sentences; numbers count as words of one syllable."""
    words = [w for s in sentences for w in re.findall(r"[A-Za-z][A-Za-z’']*|\d[\d.,]*", s)]
    syllables = sum(1 if w[0].isdigit() else count_syllables(w) for w in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


class Sentences(HTMLParser):
    """The paragraphs of a page; those inside `skip` ids are left out."""

    def __init__(self, html: str, skip: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.paragraphs: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._skip = skip
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in ("br", "meta", "link", "img", "input", "path", "circle"):
            return
        hidden = tag in _SKIPPED or dict(attrs).get("id") in self._skip
        self._open.append((tag, hidden))
        if tag in _READ:
            self.paragraphs.append("")

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if any(hidden for _, hidden in self._open) or not any(tag in _READ for tag, _ in self._open):
            return
        self.paragraphs[-1] += data

    @property
    def sentences(self) -> list[str]:
        return [s for p in self.paragraphs for s in split_sentences(" ".join(p.split()))]
