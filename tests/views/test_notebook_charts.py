"""What a notebook keeps of a chart: drawn by JupyterLab itself, and a small still picture."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

import altair as alt
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coreanalytics.views import notebook_charts, still_pictures, theme
from coreanalytics.views.notebook_charts import PNG, VEGA


def make_chart(title: str = "Two points") -> alt.Chart:
    frame = pl.DataFrame({"x": [1, 2], "y": [3.0, None]})
    return alt.Chart(frame, title=title).mark_point().encode(x="x:Q", y="y:Q")


@pytest.fixture
def bundle():
    def show(chart: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        try:
            notebook_charts.use_in_notebook()
            return chart._repr_mimebundle_()
        finally:
            alt.renderers.enable("default")

    return show


def test_a_chart_is_vega_that_lab_draws_and_a_picture_for_others(bundle):
    data, metadata = bundle(make_chart())
    assert set(data) == {VEGA, PNG, "text/plain"}  # HTML would be preferred, and needs the network
    assert data[VEGA]["marks"]
    assert "$schema" not in data[VEGA]
    assert data["text/plain"] == "Two points"
    size = still_pictures.read_size(base64.b64decode(data[PNG]))
    assert metadata[PNG]["width"] == pytest.approx(size[0] / notebook_charts.SCALE, abs=1)
    assert metadata[VEGA]["embed_options"]["actions"]["editor"] is False  # it would send the data away


def test_a_dark_lab_finds_no_ink_left_to_paint_white(bundle):
    """Lab draws with a theme that gives white to whatever a chart leaves open; the paper stays white."""
    data, _ = bundle(make_chart())
    config = data[VEGA]["config"]
    assert data[VEGA]["background"] == "#FFFFFF"
    assert config["title"]["color"] == theme.INK
    assert config["title"]["subtitleColor"] == theme.SOFT_INK
    assert {config["style"][name]["fill"] for name in ("guide-label", "guide-title")} == {theme.SOFT_INK}
    own = notebook_charts._settle_ink(
        {"style": {"group-title": {"fill": "red"}}, "axis": {"tickColor": "red"}}
    )
    assert (own["title"]["color"], own["axis"]["tickColor"]) == ("red", "red")


def test_hostile_titles_are_kept_as_text(bundle):
    data, _ = bundle(make_chart("</script><img src=x onerror=alert(1)>"))
    assert data["text/plain"].startswith("</script>")  # plain text is never HTML
    assert "text/html" not in data


def make_png(pixels: np.ndarray, kinds: np.ndarray) -> bytes:
    """Write RGBA with filters 0 and 1, as the renderer does."""
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 4 * width), np.uint8)
    rows[:, 0] = kinds
    left = np.concatenate([np.zeros_like(pixels[:, :1]), pixels[:, :-1]], axis=1)
    rows[:, 1:] = np.where((kinds == 1)[:, None, None], pixels - left, pixels).reshape(height, -1)
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 0)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def read_indexed(png: bytes) -> np.ndarray:
    """Read a picture of indices and palette back into red, green and blue."""
    chunks = dict(still_pictures._list_chunks(png))
    width, height, bits, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (bits, kind) == (8, 3)
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, width + 1)
    assert not rows[:, 0].any()
    return np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)[rows[:, 1:]]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), colours=st.integers(1, 200), side=st.integers(30, 60))
def test_flat_colours_come_back_exactly(seed: int, colours: int, side: int):
    rng = np.random.default_rng(seed)
    spread = rng.integers(0, 256, (colours, 3), dtype=np.uint8)
    pixels = np.full((side, side, 4), 255, np.uint8)
    pixels[..., :3] = spread[rng.integers(0, colours, (side, side))]
    shrunk = still_pictures.shrink_png(make_png(pixels, rng.integers(0, 2, side).astype(np.uint8)))
    codes, counts = np.unique(pixels[..., :3].reshape(-1, 3), axis=0, return_counts=True)
    flat = {
        tuple(code) for code, n in zip(codes, counts, strict=True) if n > still_pictures.FLAT * side * side
    }
    back = read_indexed(shrunk)
    exact = [
        tuple(a) == tuple(b) for a, b in zip(back.reshape(-1, 3), pixels[..., :3].reshape(-1, 3), strict=True)
    ]
    wanted = [tuple(code) in flat for code in pixels[..., :3].reshape(-1, 3)]
    assert all(same for same, must in zip(exact, wanted, strict=True) if must)


def test_clear_pixels_become_paper():
    pixels = np.zeros((40, 40, 4), np.uint8)  # black, and fully see-through
    assert (read_indexed(still_pictures.shrink_png(make_png(pixels, np.zeros(40, np.uint8)))) == 255).all()


def test_tones_stay_near_and_the_file_gets_small():
    x = np.linspace(0, 255, 300).astype(np.uint8)
    pixels = np.full((200, 300, 4), 255, np.uint8)
    pixels[..., 0], pixels[..., 1] = x[None, :], x[None, :200].T
    png = make_png(pixels, np.ones(200, np.uint8))
    shrunk = still_pictures.shrink_png(png)
    away = np.abs(read_indexed(shrunk).astype(int) - pixels[..., :3]).max()
    assert away <= 30
    assert len(shrunk) < len(png) / 5


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_what_is_no_such_picture_comes_back_as_it_is(data: bytes):
    assert still_pictures.shrink_png(data) == data
