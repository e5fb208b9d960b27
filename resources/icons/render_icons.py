"""Renders the program's icons: `python resources/icons/render_icons.py` writes what is not drawn by hand.

1. understudy.svg is drawn by Qt at each size (small sizes are drawn, not scaled down): understudy.png, and
   understudy.ico and understudy.icns, which pack the sizes as PNGs.
2. tray-STATE.svg, one for each state of the run: a shape of its own each, not only a colour, with a light rim and a
   dark one, so that it stands out from light and dark panels.
"""

from __future__ import annotations

import os
import re
import struct
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from PyQt6.QtCore import QBuffer, QIODevice, Qt
from PyQt6.QtGui import QGuiApplication, QImage, QPainter
from PyQt6.QtSvg import QSvgRenderer

HERE = Path(__file__).parent
SIZES = (16, 24, 32, 48, 64, 128, 256)
"""Sides of the pictures in the ICO, in pixels."""
ICNS = ((b"icp4", 16), (b"icp5", 32), (b"icp6", 64), (b"ic07", 128), (b"ic08", 256), (b"ic09", 512), (b"ic10", 1024))
"""Kinds of PNG entries in an ICNS file, with their sides."""

LIGHT, DARK = "#ffffff", "#1b1f27"


def png(renderer: QSvgRenderer, side: int) -> bytes:
    """The drawing at `side` pixels as a PNG file."""
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return buffer.data().data()


def ico(pictures: list[tuple[int, bytes]]) -> bytes:
    """An ICO file: header, one directory entry of 16 bytes for each picture (side 256 is written as 0), the PNGs."""
    offset = 6 + 16 * len(pictures)
    entries, bodies = b"", b""
    for side, data in pictures:
        entries += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(data), offset + len(bodies))
        bodies += data
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + bodies


def icns(pictures: list[tuple[bytes, bytes]]) -> bytes:
    """An ICNS file: header, then each PNG behind its kind and its length, both lengths with their headers."""
    body = b"".join(kind + struct.pack(">I", len(data) + 8) + data for kind, data in pictures)
    return b"icns" + struct.pack(">I", len(body) + 8) + body


# ---------------------------------------------------------------- the tray


def mask() -> str:
    """The path of the mask in understudy.svg, which lies between (28, 84) and (228, 178)."""
    drawing = (HERE / "understudy.svg").read_text()
    found = re.search(r'<path fill="url\(#mask\)" fill-rule="evenodd" d="([^"]+)"', drawing)
    assert found is not None
    return " ".join(found[1].split())


def rimmed(shape: str, fill: str) -> str:
    """A shape three times: a dark rim, a light one within it, and the fill. `shape` has `{}` for its attributes."""
    rims = ((DARK, 4.4, 0.55), (LIGHT, 2.6, 1.0))
    drawn = [
        shape.format(f'fill="{colour}" stroke="{colour}" stroke-width="{width}" stroke-opacity="{opacity}" '
                     f'fill-opacity="{opacity}" stroke-linejoin="round"')
        for colour, width, opacity in rims
    ]  # fmt: skip
    return "\n  ".join([*drawn, shape.format(f'fill="{fill}"')])


def tray_icons() -> dict[str, str]:
    """The body of each drawing, in a box of 32 by 32."""
    at = 'transform="translate(-2.56 -8.6) scale(0.145 0.19)"'  # 29 wide, in the middle
    bare = f'<path {at} fill-rule="evenodd" d="{mask()}" {{}}/>'
    small = f'<path transform="translate(1.26 -1.3) scale(0.115)" fill-rule="evenodd" fill="#fff6e2" d="{mask()}"/>'
    octagon = '<path d="M11 3 H21 L29 11 V21 L21 29 H11 L3 21 V11 Z" {}/>'
    triangle = '<path d="M16 4.5 L29 27.5 H3 Z" {}/>'
    shield = '<path d="M16 2.8 L27.5 6.6 V15 C27.5 22 22.5 26.8 16 29.4 C9.5 26.8 4.5 22 4.5 15 V6.6 Z" {}/>'
    return {
        "idle": bare.format(f'fill="#c9c4ba" stroke="{DARK}" stroke-width="11" stroke-linejoin="round"'),
        "running": "\n  ".join([
            rimmed('<rect x="2.8" y="2.8" width="26.4" height="26.4" rx="6.5" {}/>', "#7a2744"),
            small,
            f'<path d="M17.2 15.2 L29.2 22.1 L17.2 29 Z" fill="#2fbf71" stroke="{LIGHT}" stroke-width="1.8" '
            'stroke-linejoin="round"/>',
        ]),
        "covered": "\n  ".join([
            rimmed(shield, "#3f57d8"),
            f'<path fill="{LIGHT}" d="M10 9 h4 v4 h-4 Z M18 9 h4 v4 h-4 Z M14 13 h4 v4 h-4 Z M10 17 h4 v4 h-4 Z '
            'M18 17 h4 v4 h-4 Z M14 21 h4 v4 h-4 Z"/>',
        ]),
        "trouble": "\n  ".join([
            rimmed(triangle, "#f5a800"),
            f'<path d="M14.2 11 H17.8 L17.3 19.5 H14.7 Z" fill="{DARK}"/>',
            f'<circle cx="16" cy="23.4" r="2.1" fill="{DARK}"/>',
        ]),
        "exposed": "\n  ".join([
            rimmed(octagon, "#c81e2c"),
            f'<path d="M6 16 C10 9.6 22 9.6 26 16 C22 22.4 10 22.4 6 16 Z" fill="{LIGHT}"/>',
            '<circle cx="16" cy="16" r="4.2" fill="#7d0f19"/>',
        ]),
    }  # fmt: skip


def svg(title: str, body: str) -> str:
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32">'
    return f"{head}\n  <title>{title}</title>\n  {body}\n</svg>\n"


def main() -> None:
    app = QGuiApplication([])
    renderer = QSvgRenderer(str(HERE / "understudy.svg"))
    pictures = [(side, png(renderer, side)) for side in SIZES]
    (HERE / "understudy.png").write_bytes(pictures[-1][1])
    (HERE / "understudy.ico").write_bytes(ico(pictures))
    (HERE / "understudy.icns").write_bytes(icns([(kind, png(renderer, side)) for kind, side in ICNS]))
    for state, body in tray_icons().items():
        (HERE / f"tray-{state}.svg").write_text(svg(state.capitalize(), body))
    app.quit()


if __name__ == "__main__":
    main()
