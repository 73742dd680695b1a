"""The head of a block: where in the lesson it stands, how much of it is answered, what to read."""

from salesbook.widgets.shared import column, html
from salesbook.widgets.text import line, markdown, style
from salesbook.words import say


class Heading:
    """Title and place, a line and a bar that follow the answers, the reading, and what is free here."""

    def __init__(self, title: str, place: str, reading: str, exercises: int, lang: str) -> None:
        self._all, self._lang, self._right = exercises, lang, dict[str, bool]()
        self.progress = html().add_class("answered")
        top = html(f'{style()}<h2>{line(title)}</h2><p class="where">{line(place)}</p>')
        below = html(f'<div class="reading">{markdown(reading)}</div><p class="free">{say("card.free", lang)}</p>')
        self._below = below
        self.widget = column([top, self.progress]).add_class("sb").add_class("heading")
        self._draw()

    def unfold(self) -> None:
        """Show what there is to read."""
        self.widget.children = [*self.widget.children[:2], self._below]

    def mark(self, exercise: str, right: bool) -> None:
        """An exercise was answered; once right it stays so, for the best try counts."""
        self._right[exercise] = right or self._right.get(exercise, False)
        self._draw()

    def _draw(self) -> None:
        answered, right = len(self._right), sum(self._right.values())
        told = say("learn.answered", self._lang, None, answered=answered, exercises=self._all, right=right)
        widths = (round(100 * part / self._all) for part in (answered, right))
        bars = "".join(f'<i style="width: {width}%"></i>' for width in widths)
        self.progress.value = f'<span class="bar" aria-hidden="true">{bars}</span><span>{told}</span>'
