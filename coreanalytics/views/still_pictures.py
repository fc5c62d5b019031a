"""Small PNGs: the same picture in at most 256 colours and packed well, a tenth of what the renderer writes.

A notebook keeps its pictures as text, so their size is what a reader downloads and what a repository
carries. Charts have few colours: flat ones stay exactly as they are, and what differs are some of the
in-between tones at the edges of letters and where thin lines cross.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

import numpy as np
import numpy.typing as npt

COLOURS: Final = 256
#: A colour on more than this share of a picture stays exactly as it is.
FLAT: Final = 0.0005
#: Other tones this near (as a distance of red, green and blue, each 0-255) become one.
NEAR: Final = 20
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_RGBA: Final = (8, 6, 0, 0, 0)  # bits, colour type, compression, filter method, not interlaced

Pixels = npt.NDArray[np.uint8]


def shrink_png(png: bytes) -> bytes:
    """Return a PNG of the same size on white paper, in at most 256 colours.

    Parameters
    ----------
    png
        A picture with 8 bits a channel and an alpha channel, as `vl_convert` writes it. Any other
        comes back as it is.

    Returns
    -------
    bytes
        The smaller of the new picture and the old one.
    """
    pixels = _unpack(png)
    if pixels is None:
        return png
    opaque = pixels[..., 3:].astype(np.uint16)
    flat = ((pixels[..., :3] * opaque + 255 * (255 - opaque) + 127) // 255).astype(np.uint32)
    codes = (flat[..., 0] << 16) | (flat[..., 1] << 8) | flat[..., 2]
    found, where, counts = np.unique(codes, return_inverse=True, return_counts=True)
    palette = _choose_palette(found, counts)
    indices = _find_nearest(found, palette)[where].reshape(codes.shape)
    return min(_pack(indices, palette), png, key=len)


def read_size(png: bytes) -> tuple[int, int]:
    """Return width and height of a PNG, pixels.

    Examples
    --------
    >>> read_size(_pack(np.zeros((2, 3), np.uint8), np.array([0xFFFFFF])))
    (3, 2)
    """
    width, height = struct.unpack_from(">II", png, 16)
    return int(width), int(height)


def _choose_palette(colours: npt.NDArray[np.uint32], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    """Return the flat colours, then the most frequent tones that are not near a chosen one."""
    order = np.argsort(-counts, kind="stable")
    flat = order[counts[order] > FLAT * counts.sum()][:COLOURS]
    chosen, left = list(flat), order[len(flat) :]
    tones = _part(colours)
    for tone in flat:
        left = _drop_near(left, tones, tone)
    while len(left) and len(chosen) < COLOURS:
        chosen.append(left[0])
        left = _drop_near(left[1:], tones, left[0])
    palette: npt.NDArray[np.uint32] = colours[np.array(chosen)]
    return palette


def _drop_near(left: npt.NDArray[np.intp], tones: npt.NDArray[np.int32], at: int) -> npt.NDArray[np.intp]:
    far: npt.NDArray[np.intp] = left[((tones[left] - tones[at]) ** 2).sum(axis=1) >= NEAR**2]
    return far


def _find_nearest(colours: npt.NDArray[np.uint32], palette: npt.NDArray[np.uint32]) -> Pixels:
    """Return for each colour the place of the nearest one in the palette."""
    tones = _part(palette)
    return np.concatenate(
        [
            ((_part(some)[:, None, :] - tones[None, :, :]) ** 2).sum(axis=2).argmin(axis=1).astype(np.uint8)
            for some in np.array_split(colours, len(colours) // 2048 + 1)  # a few megabytes at a time
        ]
    )


def _part(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.int32]:
    return np.stack([codes >> 16, (codes >> 8) & 255, codes & 255], axis=1).astype(np.int32)


def _unpack(png: bytes) -> Pixels | None:
    """Return (height, width, 4) of a picture, or None where it is of another kind."""
    chunks = _list_chunks(png) if png.startswith(_SIGNATURE) else []
    head = next((body for name, body in chunks if name == b"IHDR"), b"")
    if len(head) != 13 or tuple(head[8:]) != _RGBA:
        return None
    width, height = struct.unpack(">II", head[:8])
    data = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    rows = np.frombuffer(data, np.uint8).reshape(height, 1 + 4 * width)
    kinds, pixels = rows[:, 0], rows[:, 1:].reshape(height, width, 4)
    if not np.isin(kinds, (0, 1)).all():
        return None
    # filter 1 keeps differences from the pixel on the left; sums of bytes wrap as the format wants
    summed = np.cumsum(pixels, axis=1, dtype=np.uint8)
    return np.where((kinds == 1)[:, None, None], summed, pixels)


def _list_chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    chunks, at = [], len(_SIGNATURE)
    while at + 8 <= len(png):
        size = struct.unpack_from(">I", png, at)[0]
        chunks.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + size]))
        at += 12 + size
    return chunks


def _pack(indices: Pixels, palette: npt.NDArray[np.uint32]) -> bytes:
    height, width = indices.shape
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = indices
    colours = _part(palette).astype(np.uint8).tobytes()
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", colours),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    packed = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    return _SIGNATURE + b"".join(packed)
