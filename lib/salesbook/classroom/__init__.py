"""Pages in the browser: the lessons, for one learner or for a room of them; exports, for an analyst."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salesbook.classroom.address import EVERYWHERE, is_free, is_own, own_address, own_addresses, qr_svg, qr_text
    from salesbook.classroom.reception import Reception
    from salesbook.classroom.room import Room
    from salesbook.classroom.roster import Refused, in_groups, workbook_roster
    from salesbook.classroom.server import serve
    from salesbook.classroom.shelf import Shelf

__all__ = [
    "EVERYWHERE", "Reception", "Refused", "Room", "Shelf", "in_groups", "is_free", "is_own", "own_address",
    "own_addresses", "qr_svg", "qr_text", "serve", "workbook_roster",
]  # fmt: skip

# Opened when first asked for: who wants only the names of a room need not wait for its server.
MODULES = {"Reception": "reception", "Refused": "roster", "Room": "room", "Shelf": "shelf", "in_groups": "roster",
           "serve": "server", "workbook_roster": "roster"}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module salesbook.classroom has no attribute {name}")
    return getattr(import_module(f"salesbook.classroom.{MODULES.get(name, 'address')}"), name)
