"""What a drawn figure says and where."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.text import Text


def texts(figure: Figure) -> list[Text]:
    return [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]


def words(figure: Figure) -> list[str]:
    return [text.get_text() for text in texts(figure)]


def texts_on_page(figure: Figure) -> None:
    """Every text lies on the page, and no two texts of a row overlap."""
    page, boxes = figure.bbox, []
    for text in texts(figure):
        box = text.get_window_extent()
        assert page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1, text.get_text()
        boxes.append((text.get_text(), box))
    for number, (one, box) in enumerate(boxes):
        for two, other in boxes[number + 1 :]:
            wide = min(box.x1, other.x1) - max(box.x0, other.x0)
            tall = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert wide < 1 or tall < 0.35 * min(box.height, other.height), (one, two)
