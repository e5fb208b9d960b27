"""Renders the cards of the virtual camera: `python resources/cards/render_cards.py` writes LANGUAGE/CARD.png.

They stand in for a picture: paused, starting, camera lost, covered; 1920x1080, in the colours of the program's icon.
Towards the edges the background is one flat colour, so that bars around a card of another shape can not be told from
it. The words are drawn with Noto Sans CJK SC (Debian: fonts-noto-cjk), which is needed here and nowhere else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QRadialGradient,
)

HERE = Path(__file__).parent
WIDTH, HEIGHT = 1920, 1080
FAMILY = "Noto Sans CJK SC"
EDGE, GLOW = QColor("#17121a"), QColor("#43162d")
CURTAIN_TOP, CURTAIN_BOTTOM = QColor("#8d2f4f"), QColor("#4a1730")
CREAM, GOLD, QUIET = QColor("#fff6e2"), QColor("#e9c98a"), QColor("#c4aeb2")
CENTRE = QPointF(WIDTH / 2, 396)
RADIUS = 168.0

WORDS = {
    "paused": {"en": ("Paused", "The picture will be back"), "zh_CN": ("已暂停", "画面稍后恢复")},
    "starting": {"en": ("Starting", "The picture comes in a moment"), "zh_CN": ("正在启动", "画面即将出现")},
    "lost": {"en": ("Camera lost", "Trying to reach it again"), "zh_CN": ("摄像头已断开", "正在尝试重新连接")},
    "covered": {"en": ("Covered", "The picture is hidden for now"), "zh_CN": ("已遮挡", "画面暂时隐藏")},
}
"""Title and sentence. Short: they are read in a small tile of a video call."""


def background(painter: QPainter) -> None:
    painter.fillRect(0, 0, WIDTH, HEIGHT, EDGE)
    glow = QRadialGradient(CENTRE + QPointF(0, 60), 448)  # ends before the edges
    steps = 24
    for step in range(steps + 1):
        part = step / steps
        colour = QColor(GLOW)
        colour.setAlphaF((1 - part) ** 2 * (1 + 2 * part))  # leaves and arrives flat: no ring is seen where it ends
        glow.setColorAt(part, colour)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(glow)
    painter.drawEllipse(glow.center(), glow.radius(), glow.radius())


def badge(painter: QPainter) -> None:
    """A disc in the icon's curtain, with a thin rim."""
    painter.setPen(QPen(QColor(255, 246, 226, 46), 3))
    painter.setBrush(curtain())
    painter.drawEllipse(CENTRE, RADIUS, RADIUS)


def curtain() -> QBrush:
    colours = QLinearGradient(CENTRE - QPointF(0, RADIUS), CENTRE + QPointF(0, RADIUS))
    colours.setColorAt(0, CURTAIN_TOP)
    colours.setColorAt(1, CURTAIN_BOTTOM)
    return QBrush(colours)


def gold() -> QBrush:
    mask = QLinearGradient(CENTRE - QPointF(0, 90), CENTRE + QPointF(0, 90))
    mask.setColorAt(0, CREAM)
    mask.setColorAt(1, GOLD)
    return QBrush(mask)


def stroke(width: float) -> QPen:
    return QPen(gold(), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def paused(painter: QPainter) -> None:
    for x in (-62, 22):
        painter.drawRoundedRect(QRectF(CENTRE.x() + x, CENTRE.y() - 76, 40, 152), 14, 14)


def starting(painter: QPainter) -> None:
    """The icon's mask, without eyes behind it: the actor is about to come on."""
    painter.save()
    painter.translate(CENTRE - QPointF(128, 127))
    path = QPainterPath(QPointF(28, 84))
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for points in (
        (60, 98, 96, 88, 128, 88), (160, 88, 196, 98, 228, 84), (230, 132, 208, 178, 164, 178),
        (146, 178, 140, 156, 128, 156), (116, 156, 110, 178, 92, 178), (48, 178, 26, 132, 28, 84),
    ):  # fmt: skip
        path.cubicTo(*(float(value) for value in points))
    path.closeSubpath()
    for start, curves in (
        ((58, 122), ((72, 106, 98, 108, 108, 128), (96, 144, 70, 144, 58, 122))),
        ((198, 122), ((184, 106, 158, 108, 148, 128), (160, 144, 186, 144, 198, 122))),
    ):
        path.moveTo(*(float(value) for value in start))
        for points in curves:
            path.cubicTo(*(float(value) for value in points))
        path.closeSubpath()
    local = QLinearGradient(0, 84, 0, 178)
    local.setColorAt(0, CREAM)
    local.setColorAt(1, GOLD)
    painter.fillPath(path, local)
    painter.restore()


def lost(painter: QPainter) -> None:
    """A camera that is crossed out; the stroke has a gap around it, as the disc shows through."""
    body = QPainterPath()
    body.addRoundedRect(QRectF(CENTRE.x() - 98, CENTRE.y() - 58, 128, 116), 20, 20)
    lens = QPainterPath(CENTRE + QPointF(44, -18))
    lens.lineTo(CENTRE + QPointF(96, -48))
    lens.lineTo(CENTRE + QPointF(96, 48))
    lens.lineTo(CENTRE + QPointF(44, 18))
    lens.closeSubpath()
    painter.drawPath(body)
    painter.setPen(stroke(10))
    painter.drawPath(lens)
    ends = (CENTRE + QPointF(-92, -92), CENTRE + QPointF(92, 92))
    painter.setPen(QPen(curtain(), 40, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(*ends)
    painter.setPen(stroke(17))
    painter.drawLine(*ends)


def covered(painter: QPainter) -> None:
    """A closed eye."""
    lid = QPainterPath(CENTRE + QPointF(-98, -22))
    lid.cubicTo(CENTRE + QPointF(-52, 44), CENTRE + QPointF(52, 44), CENTRE + QPointF(98, -22))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(stroke(17))
    painter.drawPath(lid)
    for x, y, dx, dy in ((-74, 10, -26, 32), (-28, 28, -10, 42), (28, 28, 10, 42), (74, 10, 26, 32)):
        painter.drawLine(CENTRE + QPointF(x, y), CENTRE + QPointF(x + dx, y + dy))


GLYPHS: dict[str, Callable[[QPainter], None]] = {
    "paused": paused,
    "starting": starting,
    "lost": lost,
    "covered": covered,
}


def font(pixels: int, weight: QFont.Weight) -> QFont:
    chosen = QFont(FAMILY)
    chosen.setPixelSize(pixels)
    chosen.setWeight(weight)
    chosen.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return chosen


def render(card: str, title: str, sentence: str) -> QImage:
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    background(painter)
    badge(painter)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gold())
    GLYPHS[card](painter)
    for top, height, pixels, weight, colour, text in (
        (598, 150, 108, QFont.Weight.Bold, CREAM, title),
        (752, 80, 52, QFont.Weight.Normal, QUIET, sentence),
    ):
        painter.setFont(font(pixels, weight))
        painter.setPen(colour)
        painter.drawText(QRectF(0, top, WIDTH, height), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return image


def main() -> None:
    app = QGuiApplication([])
    if FAMILY not in QFontDatabase.families():
        sys.exit(f"The font {FAMILY} is missing (Debian: fonts-noto-cjk).")
    for card, languages in WORDS.items():
        for language, (title, sentence) in languages.items():
            folder = HERE / language
            folder.mkdir(exist_ok=True)
            render(card, title, sentence).save(str(folder / f"{card}.png"), "PNG", 10)
    app.quit()


if __name__ == "__main__":
    main()
