"""``salesbook lab``: JupyterLab in the reader's language, opened in the reader's own copies of the notebooks."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from salesbook.cli.main import lang_option, tr
from salesbook.learn import folders
from salesbook.lessons import lessons
from salesbook.rerun import HOME
from salesbook.rerun.copies import personal
from salesbook.temporary import temporary
from salesbook.words import say

POSIX = os.name == "posix"
PATIENCE = 15.0  # seconds that the server has to put its kernels away
LOOK = 0.2  # seconds between two looks whether the server is up
START = "lab/tree/learn"
QUIET = {  # the terminal is for the address: beside it errors alone are shown; an option that is passed on weighs more
    "jupyter_lab_config.json": {"LabApp": {"log_level": "ERROR"}},
    "jupyter_server_config.json": {
        "ServerApp": {"log_level": "ERROR", "kernel_manager_class": "salesbook.classroom.kernels.QuietKernels"}
    },
}
LOCALES = {"en": "default", "uk": "uk_UA", "ru": "ru_RU"}


@click.command("lab", help=tr("help.lab"), context_settings={"ignore_unknown_options": True})
@lang_option()
@click.option("--learner", default="", help=tr("help.learn_learner"))
@click.option("--exercises", default="", help=tr("help.exercises"))
@click.option("--folder", default=str(HOME / "my"), show_default="my", help=tr("help.folder"))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(lang, learner, exercises, folder, arguments) -> int:  # type: ignore[no-untyped-def]
    own = str(Path(exercises).expanduser().resolve()) if exercises else ""
    copies = Path(folder).expanduser().resolve() / lang
    personal(copies, lang, lessons(folders(own)), {"learner": learner, "exercises": own})
    click.echo(say("lab.copies", lang, path=copies))
    with temporary() as place:
        for name, settings in {**QUIET, "overrides.json": overrides(lang)}.items():
            (place / name).write_text(json.dumps(settings), encoding="utf-8")
        line = [
            sys.executable,
            "-m",
            "salesbook.classroom.quiet_lab",
            f"--LabApp.app_settings_dir={place}",
            f"--ServerApp.root_dir={copies}",
            f"--LabApp.default_url=/{START}",
            "--ServerApp.ip=127.0.0.1",
            "--ServerApp.answer_yes=True",
        ]
        environment = {**_environment(str(place)), "SALESBOOK_LANG": lang}
        server = subprocess.Popen([*line, *arguments], env=environment, start_new_session=POSIX)
        return _until_it_ends(server, lambda: _say_where(server, place, lang))


def _environment(place: str) -> dict[str, str]:
    """A token of ours, so that the server need not print its own; and where it reads settings and notes its address."""
    paths = os.pathsep.join(filter(None, (place, os.environ.get("JUPYTER_CONFIG_PATH"))))
    ours = {"JUPYTER_RUNTIME_DIR": place, "JUPYTER_CONFIG_PATH": paths}
    return {"JUPYTER_TOKEN": secrets.token_hex(24), **os.environ, **ours}


def _say_where(server: "subprocess.Popen[bytes]", place: Path, lang: str) -> None:
    """Once the server is up: its address, with which the browser comes in."""
    while server.poll() is None:
        if noted := address(place):
            click.echo(say("lab.open", lang, url=noted))
            click.echo(say("lab.end", lang))
            return
        time.sleep(LOOK)


def address(folder: Path) -> str:
    """The page that JupyterLab opens, from what it noted in ``folder``; nothing while it has not."""
    for note in folder.glob("jpserver-*.json"):
        try:
            server = json.loads(note.read_text("utf-8"))
        except ValueError:
            continue  # half-written
        return f"{server['url']}{START}" + (f"?token={server['token']}" if server["token"] else "")
    return ""


def _until_it_ends(server: "subprocess.Popen[bytes]", started: Callable[[], None]) -> int:
    """Wait for the server. Ctrl-C ends it once, for a second signal at that moment would lock it up."""
    try:
        started()
        return server.wait()
    except KeyboardInterrupt:
        if POSIX:  # on Windows the terminal has told it already
            server.terminate()
    try:
        server.wait(PATIENCE)
    except (KeyboardInterrupt, subprocess.TimeoutExpired):
        server.kill()
    return 0


def overrides(lang: str) -> dict[str, dict[str, object]]:
    """JupyterLab's settings for a workshop: menus in ``lang``, no news pop-up, no telemetry of updates."""
    return {
        "@jupyterlab/translation-extension:plugin": {"locale": LOCALES[lang]},
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    }
