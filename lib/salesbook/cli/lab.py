"""``salesbook lab``: JupyterLab in the reader's language, opened in the reader's own copies of the notebooks."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from salesbook.cli.main import tr
from salesbook.learn import folders
from salesbook.lessons import lessons
from salesbook.rerun import HOME
from salesbook.rerun.copies import personal
from salesbook.words import LANGUAGES, reader_language, say

POSIX = os.name == "posix"
PATIENCE = 15.0  # seconds that the server has to put its kernels away
LOCALES = {"en": "default", "uk": "uk_UA", "ru": "ru_RU"}


@click.command("lab", help=tr("help.lab"), context_settings={"ignore_unknown_options": True})
@click.option("--lang", type=click.Choice(LANGUAGES), default=reader_language, help=tr("help.lang"))
@click.option("--learner", default="", help=tr("help.learn_learner"))
@click.option("--exercises", default="", help=tr("help.exercises"))
@click.option("--folder", default=str(HOME / "my"), show_default="my", help=tr("help.folder"))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(lang, learner, exercises, folder, arguments) -> int:  # type: ignore[no-untyped-def]
    own = str(Path(exercises).expanduser().resolve()) if exercises else ""
    copies = Path(folder).expanduser().resolve() / lang
    personal(copies, lang, lessons(folders(own)), {"learner": learner, "exercises": own})
    click.echo(say("lab.copies", lang, path=copies))
    with tempfile.TemporaryDirectory(prefix="salesbook-") as temporary:
        settings = Path(temporary) / "overrides.json"
        settings.write_text(json.dumps(overrides(lang)), encoding="utf-8")
        line = [
            sys.executable,
            "-m",
            "jupyterlab",
            f"--LabApp.app_settings_dir={temporary}",
            f"--ServerApp.root_dir={copies}",
            "--LabApp.default_url=/lab/tree/learn",
            "--ServerApp.ip=127.0.0.1",
            "--ServerApp.answer_yes=True",
        ]
        environment = {**os.environ, "SALESBOOK_LANG": lang}
        return _until_it_ends(subprocess.Popen([*line, *arguments], env=environment, start_new_session=POSIX))


def _until_it_ends(server: "subprocess.Popen[bytes]") -> int:
    """Wait for the server. Ctrl-C ends it once, for a second signal at that moment would lock it up."""
    try:
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
