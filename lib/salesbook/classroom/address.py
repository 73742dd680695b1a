"""Where a room is to be found: the address of this computer in its network, as text and as a QR code."""

import io
import socket

import segno
from jupyter_client.localinterfaces import public_ips
from tornado.netutil import bind_sockets

EVERYWHERE = "0.0.0.0"
NOWHERE = ("10.255.255.255", 1)  # nothing is sent: a datagram socket only asks the system which way it would go


def own_address() -> str:
    """The address under which the network of this computer knows it; the loopback's where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(NOWHERE)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def own_addresses() -> list[str]:
    """Every address of this computer in its networks, the likeliest first."""
    return list(dict.fromkeys([own_address(), *public_ips()]))


def is_own(address: str) -> bool:
    """Whether this computer has ``address``.

    >>> is_own("127.0.0.1"), is_own("192.0.2.1"), is_own("0.0.0.0")
    (True, False, False)
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((address, 0))
        except (OSError, UnicodeError):
            return False
    return address != EVERYWHERE


def is_free(address: str, port: int) -> bool:
    """Whether a server may listen there, asked as the server itself will ask."""
    try:
        found = bind_sockets(port, address)
    except OSError:
        return False
    for each in found:
        each.close()
    return True


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
