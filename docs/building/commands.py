"""The page of commands, from the command line's own help."""

from __future__ import annotations

from typing import Any, Final

_INTRO: Final = """\
# Commands

Every command with its options, written from the program's own help when the site is built. The same
stands behind `coreanalytics COMMAND --help`.

`--book` may be left out inside a book, or where `COREANALYTICS_BOOK` names one. A command that ends well
returns 0, one that could not do what you asked 1, and one that was called wrongly 2; what was wrong and
what to do next is said in one sentence each.
"""


def write_page() -> str:
    """Return the page as Markdown."""
    from typer.main import get_command

    from coreanalytics.cli.main import app

    top: Any = get_command(app)
    parts = [_INTRO]
    for name, command in top.commands.items():
        parts.append(_tell(name, command))
    return "\n".join(parts)


def _tell(name: str, command: Any, level: int = 2) -> str:
    nested = getattr(command, "commands", None)
    lines = [f"{'#' * level} {name}\n", f"{_clean(command.help)}\n"]
    if nested:
        lines += [_tell(f"{name} {inner}", part, level + 1) for inner, part in nested.items()]
        return "\n".join(lines)
    rows = [_tell_parameter(p) for p in command.params if not getattr(p, "hidden", False)]
    if rows:
        lines += ["| option | meaning |", "|---|---|", *rows, ""]
    return "\n".join(lines)


def _tell_parameter(parameter: Any) -> str:
    is_option = parameter.param_type_name == "option"
    names = (
        [*parameter.opts, *parameter.secondary_opts] if is_option else [parameter.metavar or parameter.name]
    )
    told = ", ".join(f"`{name}`" for name in names)
    metavar = parameter.metavar if is_option and not parameter.is_flag else None
    default = parameter.default
    shown = "" if default in (None, False, True, ()) or callable(default) else f" Default: `{default}`."
    means = _clean(getattr(parameter, "help", None))
    return f"| {told}{f' *{metavar}*' if metavar else ''} | {means}{shown} |"


def _clean(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|").replace("<", "&lt;")
