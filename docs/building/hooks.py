"""What the build of the site does beside turning Markdown into pages.

It makes the pictures (`pictures.py`), writes the page of exercises (`catalogue.py`) and of commands
(`commands.py`) from what the package itself knows, fills tables from measured results (`trial_tables.py`),
and takes in documents that live beside the code they are about. Whatever is made lies in `build/`, which git
leaves alone.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any, Final

from mkdocs.structure.files import File, Files

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
sys.path.insert(0, str(HERE))

import catalogue  # noqa: E402 - beside this file
import commands  # noqa: E402
import pictures  # noqa: E402
import trial_tables  # noqa: E402

#: Documents from beside the code, and the page that they become.
BORROWED: Final = {
    "benchmarks/calibration/README.md": "calibration.md",
    "benchmarks/speed/README.md": "speed.md",
    "tests/golden/README.md": "golden.md",
    "data/README.md": "demo-logs.md",
}
_LINK: Final = re.compile(r"(?<!!)\[([^\[\]]*)\]\(([^()\s#]+)(#[^()\s]*)?\)")
_PICTURE: Final = re.compile(r"!\[([^\]]*)\]\(([^()\s]+)\)")
_BUILT: Final = re.compile(r"(?m)^!\[([^\]]*)\]\((?:\.\./)?pictures/built/([\w-]+)\.(svg|png)\)$")
_MADE: dict[str, Path] = {}


def on_pre_build(config: Any) -> None:
    """Make the pictures, unless they are there already and nothing they show has changed."""
    _MADE.clear()
    _MADE.update(pictures.make_all())


def on_files(files: Files, config: Any) -> Files:
    """Add what is made or borrowed to the documents."""
    for name, page in BORROWED.items():
        text = _relink((ROOT / name).read_text(encoding="utf-8"), Path(name).parent)
        files.append(File.generated(config, page, content=text))
    files.append(File.generated(config, "exercises.md", content=catalogue.write_page()))
    files.append(File.generated(config, "commands.md", content=commands.write_page()))
    for name, path in _MADE.items():
        files.append(File.generated(config, name, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Give each made picture its dark twin, and mend links out of the folder of documents."""
    markdown = trial_tables.fill_tables(markdown)
    if page.file.src_uri not in {*BORROWED.values()}:
        markdown = _relink(markdown, Path("docs") / Path(page.file.src_uri).parent)
    return _BUILT.sub(lambda found: _show(found, page.file.src_uri), markdown)


def on_page_content(html: str, page: Any, config: Any, files: Files) -> str:
    """Take headings that say nothing for what they are: empty cells."""
    return html.replace("<th></th>", "<td></td>")


def on_post_build(config: Any) -> None:
    """Leave out the page that a server would show for others that are missing: there is no server."""
    (Path(config.site_dir) / "404.html").unlink(missing_ok=True)


def _show(found: re.Match[str], source: str) -> str:
    """Return a picture for light and one for dark pages, where both were made."""
    alt, name, kind = found.groups()
    up = "../" * source.count("/")
    light, dark = (f"pictures/built/{name}{tail}.{kind}" for tail in ("", "-dark"))
    if light not in _MADE:
        return f"*{pictures.NOT_MADE}*"
    shown = [f"![{alt}]({up}{light}{'#only-light' if dark in _MADE else ''})"]
    if dark in _MADE:
        shown.append(f"![{alt}]({up}{dark}#only-dark)")
    return "\n".join(['<div class="picture" markdown="1">', *shown, "</div>"])


def _relink(text: str, folder: Path) -> str:
    """Point links from a folder of the checkout to the pages of the site; others become plain words."""

    def turn(found: re.Match[str]) -> str:
        words, target, anchor = found[1], found[2], found[3] or ""
        if "://" in target or target.startswith("mailto:"):
            return found[0]
        path = os.path.normpath(folder / target)
        if path in BORROWED:
            return f"[{words}]({_from_docs(BORROWED[path], folder)}{anchor})"
        if path.startswith("docs/"):
            return f"[{words}]({_from_docs(path[5:], folder)}{anchor})"
        return words if (ROOT / path).exists() else found[0]

    def turn_picture(found: re.Match[str]) -> str:
        path = os.path.normpath(folder / found[2])
        inside = path.startswith("docs/") and "pictures/built" not in path
        return f"![{found[1]}]({_from_docs(path[5:], folder)})" if inside else found[0]

    return _PICTURE.sub(turn_picture, _LINK.sub(turn, text))


def _from_docs(target: str, folder: Path) -> str:
    """Return a path within the documents as seen from one of their folders; borrowed pages lie at the top."""
    here = folder.relative_to("docs") if folder.parts[:1] == ("docs",) else Path()
    return os.path.relpath(target, here)
