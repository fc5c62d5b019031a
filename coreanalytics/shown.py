"""How results show themselves: as text in a terminal, as text and HTML in a notebook."""

from __future__ import annotations

from html import escape
from typing import Protocol


class _Printer(Protocol):
    """What IPython hands over to be written on."""

    def text(self, text: str) -> None: ...


class Shown:
    """A result that `str` tells in words, and that a notebook shows the same way.

    Classes with more to show give their own ``_repr_html_``; everything in it is escaped.

    Examples
    --------
    >>> class Answer(Shown):
    ...     def __str__(self):
    ...         return "1 < 2"
    >>> Answer()._repr_html_()
    '<pre style="white-space: pre-wrap">1 &lt; 2</pre>'
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return f'<pre style="white-space: pre-wrap">{escape(str(self))}</pre>'

    def _repr_pretty_(self, printer: _Printer, cycle: bool) -> None:
        printer.text("..." if cycle else str(self))

    def __init_subclass__(cls) -> None:
        # IPython asks class by class, and would find the fields that a dataclass lists before the words
        if "_repr_pretty_" not in cls.__dict__:
            cls._repr_pretty_ = Shown._repr_pretty_  # type: ignore[method-assign]
