"""Errors that say what happened, where, and what to do next."""

from __future__ import annotations


class CoreAnalyticsError(Exception):
    """Base of every error that a user can cause and mend.

    Parameters
    ----------
    what
        What is wrong, in one sentence.
    where
        File, line, column or argument concerned; empty if there is none.
    hint
        What to do next; empty if there is nothing to say.

    Examples
    --------
    >>> print(LogFileError("the file is empty", where="pain.csv", hint="export it again"))
    pain.csv: the file is empty
    Hint: export it again
    """

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\nHint: {self.hint}" if self.hint else head


class LogFileError(CoreAnalyticsError):
    """A file cannot be read at all: empty, binary, of no known format, broken, or lacking a unit."""


class BookError(CoreAnalyticsError):
    """The book is missing, damaged, or cannot be written."""


class QuestionError(CoreAnalyticsError):
    """Something must be told by a person before work can go on.

    Parameters
    ----------
    what, where, hint
        As in `CoreAnalyticsError`.
    asks
        What is asked: `person`, `timezone`, `weight_unit`, `day_first`, `mapping` or `same_person`.
    about
        Whom or what it is asked about: the people concerned, or a new name and the one that it is like.
    """

    def __init__(
        self, what: str, *, where: str = "", hint: str = "", asks: str = "", about: tuple[str, ...] = ()
    ) -> None:
        super().__init__(what, where=where, hint=hint)
        self.asks = asks
        self.about = about


class ArgumentError(CoreAnalyticsError):
    """An argument has a value that makes no sense here: unknown person, impossible week, unknown zone."""


class DataError(CoreAnalyticsError):
    """A table handed over from Python lacks columns or holds what the tables forbid."""
