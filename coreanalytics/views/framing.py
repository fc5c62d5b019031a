"""A page of ours inside a notebook: in a frame that can reach neither the notebook nor anything else."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from coreanalytics.views.texts import framing as texts

#: A page with more characters is not put into a notebook, which would have to carry it.
LONGEST: Final = 3_000_000
HEIGHT: Final = 640  #: CSS pixels

_FRAME: Final = Markup(
    '<iframe title="{title}" srcdoc="{page}" sandbox="{allowed}" loading="lazy" '
    'style="width: 100%; height: {height}px; border: 1px solid #9AA5B1; border-radius: 6px"></iframe>'
)


def frame_page(html: str, title: str, *, scripts: bool = False) -> Markup:
    """Return a sandboxed frame around a page, or where to find it if it is too long for a notebook.

    Parameters
    ----------
    html
        The whole page.
    title
        What a person who cannot see the frame should hear.
    scripts
        Whether the page's own scripts may run. Even then it has an origin of its own: it cannot read the
        notebook, its cookies or its files, and the page's Content-Security-Policy lets no request out.
    """
    if len(html) > LONGEST:
        return Markup("<p>{}</p>").format(texts.too_long(len(html)))
    return _FRAME.format(title=title, page=html, allowed="allow-scripts" if scripts else "", height=HEIGHT)
