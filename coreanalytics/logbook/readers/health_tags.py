"""Tags of an Apple Health export: found by searching the bytes, a piece at a time, never as a tree."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import texts

BACK_PAIN: Final = "HKCategoryTypeIdentifierLowerBackPain"
_NEEDLE: Final = BACK_PAIN.encode()
_ROOT: Final = re.compile(rb"<HealthData[\s>/]")
_END: Final = b"</HealthData>"
#: Bounded and anchored at the start of a word: a long run of letters must not be searched again and again.
_ATTRIBUTE: Final = re.compile(rb"""(?<![\w.:-])([A-Za-z_][\w.:-]{0,63})\s{0,9}=\s{0,9}("[^"]*"|'[^']*')""")
_QUOTED: Final = re.compile(rb""""[^"]*"|'[^']*'""")
#: Attributes that are read; no text of anybody's own is among them.
_WANTED: Final = frozenset(
    {"type", "value", "startDate", "endDate", "workoutActivityType", "duration", "durationUnit"}
)
_SPACE: Final = (b" ", b"\t", b"\r", b"\n")
_CLOSERS: Final = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_OPENER: Final = re.compile(rb"<!--|<!\[CDATA\[")
#: Apple's document type has some 20 kB.
_LONGEST_PROLOG: Final = 2**20
#: Bytes without a tag after which no tag is waited for.
_LONGEST_TAG: Final = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag that matters.

    Attributes
    ----------
    line
        Line on which it starts; where several stand on one line, later ones count up, so that each
        record has a number of its own.
    attributes
        Name to value.
    damage
        ``""``, ``"ragged"`` (it never closes) or ``"truncated"`` (the file ends in it).
    """

    line: int
    attributes: dict[str, str]
    damage: str = ""


@dataclass(slots=True)
class Scan:
    """A reading of the bytes of one export, from its first piece to its last.

    Attributes
    ----------
    name
        The file's name, for messages.
    begun, ended
        Whether the first and the last tag of the export have passed.
    line
        Line that has been reached.
    records, workouts
        Tags of either kind that have passed.
    cut
        Records in which the file ends before their kind is told: 0 or 1.
    pain, sessions
        Those that matter: back pain, and every workout.
    """

    name: str
    begun: bool = False
    ended: bool = False
    line: int = 1
    records: int = 0
    workouts: int = 0
    cut: int = 0
    pain: list[Tag] = field(default_factory=list)
    sessions: list[Tag] = field(default_factory=list)
    _rest: bytes = b""
    _closer: bytes = b""  # what ends the comment that is being passed over
    _last_line: int = 0

    def read(self, pieces: Iterable[bytes]) -> None:
        """Take in all pieces; what raised stands behind what was taken in."""
        for piece in pieces:
            text = self._rest + piece
            if not self.begun:
                self._rest = text
                if not self._pass_prolog():
                    continue
                text = self._rest
            # a raw < opens a tag, nothing else: before the last one all tags are whole
            cut = text.rfind(b"<")
            if cut <= 0 and len(text) > _LONGEST_TAG:
                cut = len(text) - 2
            if cut > 0:
                self._take(text[:cut])
                text = text[cut:]
            self._rest = text

    def finish(self) -> None:
        """Take in what is left once there are no more pieces.

        Raises
        ------
        LogFileError
            The export never began.
        """
        if not self.begun:
            raise LogFileError(texts.HEALTH_CUT_EARLY, where=self.name, hint=texts.EXPORT_HEALTH)
        self._take(self._rest, last=True)
        self._rest = b""

    def _pass_prolog(self) -> bool:
        found = _ROOT.search(self._rest)
        prolog = self._rest[: found.start()] if found else self._rest
        if b"<!ENTITY" in prolog:
            raise LogFileError(texts.OWN_ENTITIES, where=self.name, hint=texts.EXPORT_HEALTH)
        if found is None:
            if len(prolog) > _LONGEST_PROLOG:
                raise LogFileError(texts.NO_HEALTH_DATA, where=self.name, hint=texts.EXPORT_HEALTH)
            return False
        self.begun = True
        self.line += prolog.count(b"\n")
        self._rest = self._rest[found.start() :]
        return True

    def _take(self, text: bytes, *, last: bool = False) -> None:
        if self._closer or b"<!" in text:
            text = self._pass_comments(text)
        self.records += text.count(b"<Record")
        if last and text.startswith(b"<Record") and _NEEDLE not in text and not _is_whole(text):
            self._note_cut(text)
        counted = 0
        for start, end, is_pain in sorted(self._find(text)):
            self.line += text.count(b"\n", counted, start)
            counted = start
            self.workouts += not is_pain
            self._note(text[start:end], is_pain, last and end == len(text))
        self.line += text.count(b"\n", counted)
        self.ended = self.ended or _END in text

    def _find(self, text: bytes) -> Iterator[tuple[int, int, bool]]:
        """Yield start and end of the tags that matter; first those of pain."""
        at = 0
        while (found := text.find(_NEEDLE, at)) >= 0:
            start = text.rfind(b"<", at, found)
            at = _tag_end(text, found)
            if text.startswith(b"<Record", max(start, 0)):
                yield start, at, True
        at = 0
        while (at := text.find(b"<Workout", at)) >= 0:
            start, at = at, _tag_end(text, at + 1)
            if text[start + 8 : start + 9] in _SPACE:
                yield start, at, False

    def _note(self, tag: bytes, is_pain: bool, at_end: bool) -> None:
        attributes = read_attributes(tag)
        if is_pain and attributes.get("type", BACK_PAIN) != BACK_PAIN:
            return  # only mentioned
        damage = "" if _is_whole(tag) else "truncated" if at_end else "ragged"
        told = {name: value for name, value in attributes.items() if name in _WANTED}
        (self.pain if is_pain else self.sessions).append(Tag(self._own_line(), told, damage))

    def _note_cut(self, tag: bytes) -> None:
        """Count the record in which the file ends, if nobody can know any more what it was."""
        self.cut += "type" not in read_attributes(tag)

    def _own_line(self) -> int:
        self._last_line = max(self.line, self._last_line + 1)
        return self._last_line

    def _pass_comments(self, text: bytes) -> bytes:
        """Return text with comments and raw parts gone, but for their line breaks."""
        kept, at = [], 0
        while at < len(text):
            if self._closer:
                end = text.find(self._closer, at)
                stop = len(text) if end < 0 else end
                kept.append(b"\n" * text.count(b"\n", at, stop))
                at = stop + len(self._closer)
                self._closer = self._closer if end < 0 else b""
            elif found := _OPENER.search(text, at):
                kept.append(text[at : found.start()])
                self._closer, at = _CLOSERS[found[0]], found.end()
            else:
                kept.append(text[at:])
                break
        return b"".join(kept)


def read_attributes(tag: bytes) -> dict[str, str]:
    """Return the attributes of a start tag, those that are whole.

    Examples
    --------
    >>> read_attributes(b'<Record type="A&amp;B" device="&lol;" val')
    {'type': 'A&B', 'device': '&lol;'}
    """
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(tag):
        text = value[1:-1].decode(errors="replace")
        found.setdefault(name.decode(), html.unescape(text) if "&" in text else text)
    return found


def _is_whole(tag: bytes) -> bool:
    return b">" in _QUOTED.sub(b"", tag)


def _tag_end(text: bytes, at: int) -> int:
    end = text.find(b"<", at)
    return len(text) if end < 0 else end
