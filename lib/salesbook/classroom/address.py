"""Where a room is to be found: the address of this computer in its network, as text and as a QR code."""

import io
import socket

import segno

NOWHERE = ("10.255.255.255", 1)  # nothing is sent: a datagram socket only asks the system which way it would go


def own_address() -> str:
    """The address under which the network of this computer knows it; the loopback's where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(NOWHERE)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def qr_svg(url: str) -> str:
    """``url`` as a QR code for a page."""
    out = io.BytesIO()
    segno.make(url, error="m").save(out, kind="svg", scale=8, border=2, xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue().decode()


def qr_text(url: str) -> str:
    """``url`` as a QR code for a terminal."""
    out = io.StringIO()
    segno.make(url, error="m").terminal(out, compact=True, border=2)
    return out.getvalue()
