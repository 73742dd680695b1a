"""``salesbook learn``: the lessons as pages, for one learner or for a room."""

import sys
import tempfile
import webbrowser
from functools import partial
from pathlib import Path

import click

from salesbook.classroom import Room, Shelf, own_address, qr_svg, qr_text, roster, serve
from salesbook.cli.main import tr
from salesbook.cli.run import has_desktop
from salesbook.learn import MYSELF
from salesbook.measured import names_of
from salesbook.tables import open
from salesbook.tables.address import is_address, put_away
from salesbook.words import LANGUAGES, reader_language, say

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"


@click.command("learn", help=tr("help.learn"))
@click.option("--lang", type=click.Choice(LANGUAGES), default=reader_language, help=tr("help.learn_lang"))
@click.option("--learner", default="", help=tr("help.learn_learner"))
@click.option("--room", is_flag=True, help=tr("help.room"))
@click.option("--data", default="", help=tr("help.learn_data"))
@click.option("--map", "map_file", default="", help=tr("help.map"))
@click.option("--exercises", default="", help=tr("help.exercises"))
@click.option("--port", type=click.IntRange(1024, 65535), default=8866, show_default=True, help=tr("help.port"))
@click.option("--ip", default="", help=tr("help.ip"))
@click.option("--spare", type=click.IntRange(0, 100), default=None, help=tr("help.spare"))
@click.option("--no-browser", is_flag=True, help=tr("help.no_browser"))
@click.option("--release", default="", metavar="NAME", help=tr("help.release"))
def command(lang, learner, room, data, map_file, exercises, port, ip, spare, no_browser, release) -> int:  # type: ignore[no-untyped-def]
    if release:
        seat, code = roster().release(release)
        click.echo(say("classroom.released", lang, name=seat.name, code=code))
        return 0
    with tempfile.TemporaryDirectory(prefix="salesbook-", ignore_cleanup_errors=True) as folder:
        shelf = _shelf(Path(folder), data, map_file, exercises, lang)
        made = Room(shelf, lang, learner.strip() or MYSELF, roster() if room else None)
        serve(
            made,
            ip=EVERYWHERE if room else LOOPBACK,
            port=port,
            spare=spare if spare is not None else (8 if room else 1),
            opened=partial(_opened, made, ip or own_address(), not no_browser and has_desktop()),
        )
    return 0


def _shelf(folder: Path, data: str, map_file: str, exercises: str, lang: str) -> Shelf:
    """The lessons, speaking of the company whose data is given; of the made-up one otherwise."""
    own = str(Path(exercises).expanduser().resolve()) if exercises else ""
    shelf = Shelf(folder, own)
    shelf.lessons()  # a fault in a lesson is said before a page is opened
    if data:
        shown = put_away(data) if is_address(data) else str(Path(data).expanduser().resolve())
        mapped = str(Path(map_file).expanduser().resolve()) if map_file else ""
        shelf.data, shelf.map = shown, mapped
        found = names_of(open(shown, map=mapped or None, lang=lang))
        shelf.company, shelf.product = found["company"], found["product"]
    return shelf


def _opened(room: Room, address: str, show: bool, port: int) -> None:
    """Say where the pages are, and open the first one."""
    key = f"?key={room.key}"
    if room.roster:
        room.url = f"http://{address}:{port}"
        joining = f"{room.url}/join?code={room.code}"
        room.qr = qr_svg(joining)
        first = f"http://{LOOPBACK}:{port}/room{key}"
        if sys.stdout.isatty():
            click.echo(qr_text(joining))
        click.echo(say("classroom.open_room", room.lang, url=room.url, code=f"{room.code[:3]} {room.code[3:]}"))
        click.echo(say("classroom.open_board", room.lang, url=first))
    else:
        first = f"http://{LOOPBACK}:{port}/{key}"
        click.echo(say("classroom.open_page", room.lang, url=first))
    click.echo(say("classroom.end", room.lang))
    if show:
        webbrowser.open(first)
