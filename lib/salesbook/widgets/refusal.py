"""What is said on a page where no card can be shown."""

from collections.abc import Sequence
from html import escape

import ipywidgets as w

from salesbook.widgets.frame import box, frame
from salesbook.widgets.shared import html
from salesbook.widgets.text import style
from salesbook.words import say


class Refusal(w.VBox):
    """Exports that cannot be read: each with its reason, and what to do now."""

    def __init__(self, faults: Sequence[str], lang: str) -> None:
        self.faults = tuple(faults)
        reasons = "".join(f"<p>{escape(fault)}</p>" for fault in faults)
        then = f'<p class="next">→ {escape(say("bring.refused_then", lang))}</p>'
        said = html(style() + box("poor", escape(say("bring.refused", lang)), reasons + then))
        super().__init__([frame(said).add_class("mapping")])
