"""Renders the program's icon: `python resources/icons/render_icons.py` writes understudy.png and understudy.ico.

understudy.svg is drawn by Qt at each size (small sizes are drawn, not scaled down); the ICO packs them as PNGs.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from PyQt6.QtCore import QBuffer, QIODevice, Qt
from PyQt6.QtGui import QGuiApplication, QImage, QPainter
from PyQt6.QtSvg import QSvgRenderer

HERE = Path(__file__).parent
SIZES = (16, 24, 32, 48, 64, 128, 256)


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


def main() -> None:
    app = QGuiApplication([])
    renderer = QSvgRenderer(str(HERE / "understudy.svg"))
    pictures = [(side, png(renderer, side)) for side in SIZES]
    (HERE / "understudy.png").write_bytes(pictures[-1][1])
    (HERE / "understudy.ico").write_bytes(ico(pictures))
    app.quit()


if __name__ == "__main__":
    main()
