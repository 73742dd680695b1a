"""A page of words as a picture, the width of a phone, to be sent in a messenger."""

from collections.abc import Sequence
from io import BytesIO

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from salesbook.charts.chart import ACCENT, DPI, INK

WIDTH, MARGIN = 5.0, 0.32  # inches
SIZES = {"title": (17, True), "heading": (12.5, True), "text": (10.5, False)}
LEADING = 1.42
_paths = TextToPath()


def page_picture(title: str, made: str, parts: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """``title``, a line of when it was ``made``, and each part's heading over its numbered lines, as a PNG."""
    placed: list[tuple[str, str, str, float]] = []  # text, kind, colour, inches from the top
    top = _placed(placed, title, "title", INK, MARGIN)
    top = _placed(placed, made, "text", "#52606d", top)
    for heading, lines in parts:
        if lines:
            top = _placed(placed, heading, "heading", ACCENT, top + 0.22)
        for line in lines:
            top = _placed(placed, f"• {line}", "text", INK, top + 0.05)
    height = top + MARGIN
    figure = Figure(figsize=(WIDTH, height))
    for text, kind, colour, at in placed:
        size, bold = SIZES[kind]
        figure.text(
            MARGIN / WIDTH, 1 - at / height, text, fontsize=size, fontweight="bold" if bold else "normal",
            color=colour, va="top", parse_math=False,
        )  # fmt: skip
    image = BytesIO()
    figure.savefig(image, format="png", dpi=1.5 * DPI, metadata={"Software": None})
    return image.getvalue()


def _placed(placed: list[tuple[str, str, str, float]], text: str, kind: str, colour: str, top: float) -> float:
    """Lay ``text`` out from ``top`` down; where it ends."""
    step = SIZES[kind][0] * LEADING / 72
    for line in _wrapped(text, kind):
        placed.append((line, kind, colour, top))
        top += step
    return top


def _wrapped(text: str, kind: str) -> list[str]:
    """``text`` in lines that fit between the margins; a word that is too long by itself is cut."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer, kind) <= WIDTH - 2 * MARGIN:
            lines[-1] = longer
            continue
        rest = word
        while rest:
            fits = next((n for n in range(len(rest), 1, -1) if _width(rest[:n], kind) <= WIDTH - 2 * MARGIN), 1)
            lines.append(rest[:fits])
            rest = rest[fits:]
    return [line for line in lines if line]


def _width(text: str, kind: str) -> float:
    """Inches that ``text`` takes."""
    size, bold = SIZES[kind]
    properties = FontProperties(size=size, weight="bold" if bold else "normal")
    width: float = _paths.get_text_width_height_descent(text, properties, ismath=False)[0]
    return width / 72
