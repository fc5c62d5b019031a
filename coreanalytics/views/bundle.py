"""The script that draws: Vega, Vega-Lite and vega-embed in one piece, built once per version.

Building takes about two seconds, so the result is kept in the user's cache folder. What is kept is used only
if its name holds its own SHA-256, and if nobody but the user could have written it; else it is built anew.
Nothing personal is in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import sys
import tempfile
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

#: What the bundle leaves for the page to use.
_ENTRY: Final = "window.vegaEmbed = vegaEmbed;"
_FOLDER: Final = "coreanalytics"


def load_bundle(folder: Path | None = None) -> str:
    """Return the script, from the cache folder where it is there and whole.

    Parameters
    ----------
    folder
        Where it is kept; by default a folder of ours in the user's cache (`find_folder`).

    Returns
    -------
    str
        About 0.9 MB; nothing in it can end a script element.
    """
    folder = folder or find_folder()
    prefix = f"vega-{metadata.version('vl-convert-python')}-"
    kept = _read_kept(folder, prefix) if folder else None
    if kept is not None:
        return kept
    built = build_bundle()
    if folder:
        with contextlib.suppress(OSError):  # no place to keep it: it is built again next time
            _keep(folder, prefix, built)
    return built


@cache
def build_bundle() -> str:
    """Return the script as `vl_convert` makes it, made safe to stand in a page."""
    import vl_convert

    bundle = str(vl_convert.javascript_bundle(_ENTRY))
    if re.search(r"</script|<!--", bundle, re.IGNORECASE):
        # inside a script element these would end it or change how it is read
        bundle = re.sub(r"<(?=/script|!--)", r"\\x3C", bundle, flags=re.IGNORECASE)
    return bundle.replace("\r\n", "\n").replace("\r", "\n")  # as a browser reads it, for the hash


def find_folder() -> Path | None:
    """Return our folder in the user's cache; None where no home is known."""
    if sys.platform == "win32":  # pragma: no cover - needs Windows
        base = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":  # pragma: no cover - needs a Mac
        base = str(Path("~/Library/Caches").expanduser())
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    return Path(base) / _FOLDER if base and Path(base).is_absolute() else None


def _read_kept(folder: Path, prefix: str) -> str | None:
    """Return the script kept, or None where there is none that can be trusted."""
    try:
        if not _is_private(folder):
            return None
        for path in sorted(folder.glob(f"{prefix}*.js")):
            if path.is_symlink() or not _is_private(path):
                continue
            content = path.read_bytes()
            if path.name == f"{prefix}{hashlib.sha256(content).hexdigest()}.js":
                return content.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return None


def _is_private(path: Path) -> bool:
    """Whether `path` is the user's own and nobody else may write to it."""
    told = path.stat()
    getuid = getattr(os, "getuid", None)
    if getuid is None:  # pragma: no cover - Windows keeps a user's cache folder to the user
        return True
    return told.st_uid == getuid() and not stat.S_IMODE(told.st_mode) & 0o022


def _keep(folder: Path, prefix: str, content: str) -> None:
    """Write the script whole or not at all, and drop those of other versions."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not _is_private(folder):
        return
    data = content.encode()
    target = folder / f"{prefix}{hashlib.sha256(data).hexdigest()}.js"
    handle, name = tempfile.mkstemp(dir=folder, prefix=".vega-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    for old in folder.glob("vega-*.js"):
        if old != target:
            old.unlink(missing_ok=True)
