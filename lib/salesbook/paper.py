"""What stands on paper in the place of what is on the screen."""

from dataclasses import dataclass
from html import escape
from typing import Any

HANDOUT = "application/vnd.salesbook.handout+json"


@dataclass(frozen=True)
class OnPaper:
    """On the screen a sentence, ``says``; on a printed handout, ``html`` instead."""

    says: str
    html: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": self.says,
            "text/html": f"<p>{escape(self.says)}</p>",
            HANDOUT: {"html": self.html},
        }
