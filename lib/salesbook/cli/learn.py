"""``salesbook learn``: the lessons as pages, for one learner or for a room."""

import logging
import sys
import webbrowser
from functools import partial
from pathlib import Path

import click

from salesbook.classroom import (
    EVERYWHERE,
    Refused,
    Room,
    Shelf,
    in_groups,
    is_free,
    is_own,
    own_address,
    own_addresses,
    qr_svg,
    qr_text,
    serve,
    workbook_roster,
)
from salesbook.cli.main import lang_option, tr
from salesbook.cli.run import has_desktop
from salesbook.learn import MYSELF
from salesbook.lessons.finding import Finding, Phrase
from salesbook.measured import names_of
from salesbook.tables import open
from salesbook.tables.address import is_address, put_away
from salesbook.temporary import temporary
from salesbook.words import say

LOOPBACK, PORT = "127.0.0.1", 8866


@click.command("learn", help=tr("help.learn"))
@lang_option("help.learn_lang")
@click.option("--learner", default="", help=tr("help.learn_learner"))
@click.option("--room", is_flag=True, help=tr("help.room"))
@click.option("--data", default="", help=tr("help.learn_data"))
@click.option("--map", "map_file", default="", help=tr("help.map"))
@click.option("--exercises", default="", help=tr("help.exercises"))
@click.option("--port", type=click.IntRange(1024, 65535), default=None, show_default=str(PORT), help=tr("help.port"))
@click.option("--ip", default="", help=tr("help.ip"))
@click.option("--spare", type=click.IntRange(0, 100), default=None, help=tr("help.spare"))
@click.option("--no-browser", is_flag=True, help=tr("help.no_browser"))
@click.option("--release", default=None, metavar="NAME", help=tr("help.release"))
def command(lang, learner, room, data, map_file, exercises, port, ip, spare, no_browser, release) -> int:  # type: ignore[no-untyped-def]
    if release is not None:
        return _release(release, lang)
    serving = EVERYWHERE if room else LOOPBACK
    _check(serving, port, ip if room else "")
    with temporary() as folder:
        shelf = _shelf(folder, data, map_file, exercises, lang)
        made = Room(lang, shelf=shelf, learner=learner.strip() or MYSELF, roster=workbook_roster() if room else None)
        logging.getLogger("tornado.general").setLevel(logging.ERROR)  # the terminal is for the address
        serve(
            made,
            ip=serving,
            port=port or PORT,
            spare=spare if spare is not None else (8 if room else 1),
            opened=partial(_opened, made, ip or own_address(), not no_browser and has_desktop()),
        )
    return 0


def _release(name: str, lang: str) -> int:
    """A new code for somebody who has come in; for nobody else."""
    try:
        seat, code = workbook_roster().release(name)
    except Refused as refused:
        known = workbook_roster().names()
        fix = Phrase("advice.there_are", known=known) if known else "advice.nobody_came"
        raise Finding(name.strip() or "--release", str(refused), fix) from None
    click.echo(say("classroom.released", lang, name=seat.name, code=in_groups(code)))
    return 0


def _check(serving: str, port: int | None, ip: str) -> None:
    """Refuse, before anything is read, an address that is not this computer's and a port that is not to be had."""
    if ip and not is_own(ip):
        raise Finding(f"--ip {ip}", "finding.no_address", Phrase("advice.there_are", known=own_addresses()))
    if port and not is_free(serving, port):
        raise Finding(f"--port {port}", "finding.port_taken", "advice.other_port")


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
        click.echo(say("classroom.open_room", room.lang, url=room.url, code=in_groups(room.code)))
        click.echo(say("classroom.open_board", room.lang, url=first))
    else:
        first = f"http://{LOOPBACK}:{port}/{key}"
        click.echo(say("classroom.open_page", room.lang, url=first))
    click.echo(say("classroom.end", room.lang))
    if show:
        webbrowser.open(first)
