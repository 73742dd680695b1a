"""``salesbook import --page``: the card of an import as a page in the browser, on this computer only."""

import logging
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from salesbook import classroom
from salesbook.lessons.finding import Finding
from salesbook.temporary import temporary
from salesbook.words import say

LOOPBACK, PORT = "127.0.0.1", 8867


def refuse(given: Mapping[str, object], *, on_page: bool) -> None:
    """Options that mean nothing here are refused, not passed over."""
    if names := ", ".join(name for name, value in given.items() if value):
        raise Finding(names, "finding.no_use", "advice.on_page" if on_page else "advice.not_on_page")


def on_a_page(exports: Sequence[Path], out: Path, lang: str, port: int | None, show: bool) -> int:
    """Open the page, and serve it until it is interrupted; then nothing of it stays but the tables."""
    if port and not classroom.is_free(LOOPBACK, port):
        raise Finding(f"--port {port}", "finding.port_taken", "advice.other_port")
    given = [path.expanduser().absolute() for path in exports]
    with temporary() as place:
        folder = out.expanduser().resolve()
        reception = classroom.Reception(lang, place=place, out=folder, given=given)
        from salesbook.cli.run import has_desktop  # it brings much with it that the terminal need not wait for

        logging.getLogger("tornado.general").setLevel(logging.ERROR)  # the terminal is for the address

        def opened(port: int) -> None:
            first = f"http://{LOOPBACK}:{port}/?key={reception.key}"
            click.echo(say("bring.open_page", lang, url=first))
            click.echo(say("bring.end", lang))
            if show and has_desktop():
                webbrowser.open(first)

        classroom.serve(reception, ip=LOOPBACK, port=port or PORT, spare=1, opened=opened)
    return 0
