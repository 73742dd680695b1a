"""The lessons as pages, for one learner or for a room of them."""

from salesbook.classroom.address import own_address, qr_svg, qr_text
from salesbook.classroom.server import Room, roster, serve
from salesbook.classroom.shelf import Shelf

__all__ = ["Room", "Shelf", "own_address", "qr_svg", "qr_text", "roster", "serve"]
