"""Formulas: text that a spreadsheet would run, made inert and brought back.

A cell that begins with = + - @, a tab or a line break is a formula to a spreadsheet, so text of a log could
reach out of a shared table (CSV injection, CWE-1236). A leading apostrophe makes it text; plain numbers such
as -1 stay what they are.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_RISKY: Final = r"^'*[=+\-@\t\r\n]"
_NUMBER: Final = r"^[+-]?[0-9][0-9.,]*$"
_ESCAPED: Final = r"^'+[=+\-@\t\r\n]"


def escape_formulas(text: pl.Expr) -> pl.Expr:
    """Return text with an apostrophe before what a spreadsheet would run.

    Examples
    --------
    >>> cells = pl.DataFrame({"a": ["=1+1", "-1", "-a", "'=x", "it's", None]})
    >>> cells.select(escape_formulas(pl.col("a"))).to_series().to_list()
    ["'=1+1", '-1', "'-a", "''=x", "it's", None]
    """
    risky = text.str.contains(_RISKY) & ~text.str.contains(_NUMBER)
    return pl.when(risky).then(pl.concat_str(pl.lit("'"), text)).otherwise(text)


def unescape_formulas(text: pl.Expr) -> pl.Expr:
    """Take off what `escape_formulas` put there.

    Examples
    --------
    >>> cells = pl.DataFrame({"a": ["'=1+1", "-1", "''=x", "it's", "'quoted'", None]})
    >>> cells.select(unescape_formulas(pl.col("a"))).to_series().to_list()
    ['=1+1', '-1', "'=x", "it's", "'quoted'", None]
    """
    return pl.when(text.str.contains(_ESCAPED)).then(text.str.slice(1)).otherwise(text)
