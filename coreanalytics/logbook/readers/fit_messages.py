"""Messages of a Garmin FIT file that matter: sets, sessions, and what tells of their clock and names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from coreanalytics.errors import LogFileError
from coreanalytics.logbook.readers import texts
from coreanalytics.logbook.readers.base import Source

APP: Final = "garmin_fit"
#: Numbers of the messages in Garmin's profile.
SET: Final = 225
SESSION: Final = 18
_ACTIVITY, _TITLE, _FILE_ID = 34, 264, 0
_EPOCH: Final = datetime(1989, 12, 31, tzinfo=UTC)
_LONGEST_OFFSET: Final = timedelta(hours=15)


@dataclass(slots=True)
class Heard:
    """What the kit tells while it decodes: the messages that matter, in the order of the file."""

    records: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    others: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    def hear(self, number: int, message: dict[str, Any]) -> None:
        """Take note of a message, if it matters."""
        if number in (SET, SESSION):
            self.records.append((number, message))
        elif number in (_ACTIVITY, _TITLE, _FILE_ID):
            self.others.setdefault(number, []).append(message)


def _kit(source: Source) -> Any:
    try:
        import garmin_fit_sdk
    except ImportError as error:
        raise LogFileError(texts.FIT_WITHOUT_SDK, where=source.name, hint=texts.INSTALL_GARMIN) from error
    return garmin_fit_sdk


def read_profile(source: Source) -> Mapping[str, Mapping[int, str]]:
    """Return the names of Garmin's profile: type to number to name."""
    types: Mapping[str, Mapping[int, str]] = _kit(source).Profile["types"]
    return types


def decode_messages(source: Source) -> tuple[Heard, list[str]]:
    """Return the messages of a file, and a notice if it ends early.

    Raises
    ------
    LogFileError
        Garmin's kit is not installed, or the file is damaged.
    """
    kit = _kit(source)
    data = source.read()
    size = data[0] + int.from_bytes(data[4:8], "little") + 2 if len(data) > 8 else 0
    told = int.from_bytes(data[size - 2 : size], "little")
    if 16 <= size <= len(data) and _find_crc(data[: size - 2]) != told:
        raise LogFileError(texts.BROKEN_FIT, where=source.name, hint=texts.COPY_FROM_WATCH)
    heard = Heard()
    _, errors = kit.Decoder(kit.Stream.from_byte_array(bytearray(data))).read(
        expand_sub_fields=False,
        expand_components=False,
        merge_heart_rates=False,
        mesg_listener=heard.hear,
    )
    if not errors:
        return heard, []
    if not heard.records:
        raise LogFileError(texts.UNREADABLE_FIT, where=source.name, hint=texts.COPY_FROM_WATCH)
    if len(data) >= size:
        raise LogFileError(texts.BROKEN_FIT, where=source.name, hint=texts.COPY_FROM_WATCH)
    return heard, [texts.CUT_FIT]


@cache
def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0xA001 if crc & 1 else 0)
        table.append(crc)
    return tuple(table)


def _find_crc(data: bytes) -> int:
    """Return the CRC-16 of a FIT file: ten times faster than the kit's, which decodes before it checks."""
    table, crc = _crc_table(), 0
    for byte in data:
        crc = (crc >> 8) ^ table[(crc ^ byte) & 0xFF]
    return crc


def find_offset(heard: Heard) -> timedelta | None:
    """Return how far the clock on the wall is ahead of UTC, if the file tells."""
    for message in heard.others.get(_ACTIVITY, []):
        moment, local = message.get("timestamp"), message.get("local_timestamp")
        if isinstance(moment, datetime) and isinstance(local, int):
            ahead = _EPOCH + timedelta(seconds=local) - moment
            if abs(ahead) <= _LONGEST_OFFSET:
                return ahead
    return None


def _moment(message: Mapping[str, Any], *names: str) -> datetime | None:
    found = (message.get(name) for name in names)
    return next((value for value in found if isinstance(value, datetime)), None)


class FileSessions:
    """The sessions of a file, by the moment at which each begins.

    The first is named by when the file was made: that stands at the file's beginning, so that a file that
    was cut off names it alike.
    """

    def __init__(self, heard: Heard, messages: Sequence[Mapping[str, Any]]) -> None:
        moments = (_moment(message, "time_created") for message in heard.others.get(_FILE_ID, []))
        begun = [_moment(message, "start_time") for _, message in heard.records]
        first = next((moment for moment in moments if moment), None)
        known = sorted({start for message in messages if (start := _moment(message, "start_time"))})
        self._starts = known[1:]
        self._names = [first or next((moment for moment in begun if moment), None), *self._starts]
        self._opens = [known[0] if known else self._names[0], *self._starts]

    def find(self, message: Mapping[str, Any]) -> int:
        """Return the number of the session to which a set or a session message belongs."""
        moment = _moment(message, "start_time", "timestamp")
        return sum(start <= moment for start in self._starts) if moment else 0

    def name(self, number: int) -> str | None:
        """Return what a session is known by."""
        moment = self._names[number]
        return f"{APP}:{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None

    def start(self, number: int) -> datetime | None:
        """Return when a session began."""
        return self._opens[number]


def readable_name(name: str) -> str:
    """Return a name of the profile as a person would write it.

    Examples
    --------
    >>> readable_name("hanging_leg_raise"), readable_name("_3_way_calf_raise")
    ('Hanging Leg Raise', '3 Way Calf Raise')
    """
    return " ".join(word.capitalize() for word in name.split("_") if word)


def as_list(value: object) -> list[Any]:
    """Return what may stand once or several times in a message as a list."""
    return value if isinstance(value, list) else [value]


def name_exercise(
    message: Mapping[str, Any], types: Mapping[str, Mapping[int, str]], titles: Mapping[tuple[str, str], str]
) -> str:
    """Return the name of the exercise: of its kind if the exercise itself is not told."""
    categories, kinds = as_list(message.get("category")), as_list(message.get("category_subtype"))
    pairs = list(zip(categories, [*kinds, *[None] * len(categories)], strict=False))
    for category, kind in pairs:
        name = types.get(f"{category}_exercise_name", {}).get(kind)
        if name:
            return readable_name(name)
        if (str(category), str(kind)) in titles:
            return titles[str(category), str(kind)]
    named = [str(category) for category in categories if category and not isinstance(category, int)]
    return next((readable_name(name) for name in named if name != "unknown"), texts.NO_EXERCISE)


def find_step_names(heard: Heard) -> dict[tuple[str, str], str]:
    """Return the names that a planned workout gives to exercises which the profile does not have."""
    return {
        (str(message.get("exercise_category")), str(message.get("exercise_name"))): str(name)
        for message in heard.others.get(_TITLE, [])
        for name in as_list(message.get("wkt_step_name"))[:1]
        if name
    }
