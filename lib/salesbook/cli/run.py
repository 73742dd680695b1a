"""``salesbook run``: notebooks re-run on a company's data."""

import os
import sys
import webbrowser
from pathlib import Path

import click
from tqdm import tqdm

from salesbook.cli.main import lang_option, tr
from salesbook.errors import RequestError
from salesbook.rerun import BACKENDS, HOME, Run, ask, run, spread
from salesbook.rerun.copies import own_lessons
from salesbook.rerun.request import RUNS, Request
from salesbook.tables import LEVELS
from salesbook.words import say

DEMO = HOME / "data" / "demo"


@click.command("run", help=tr("help.run"))
@click.argument("notebooks", nargs=-1)
@click.option("--data", default="", show_default="data/demo", help=tr("help.data"))
@click.option("--map", "map_file", default="", help=tr("help.map"))
@lang_option()
@click.option("--out", default="", help=tr("help.out"))
@click.option(
    "-p",
    "--parameter",
    "parameters",
    type=(str, str),
    multiple=True,
    metavar="NAME VALUE",
    help=tr("help.parameter"),
)
@click.option("--all", "all_", is_flag=True, help=tr("help.all"))
@click.option("--calls", default="", help=tr("help.calls"))
@click.option("--exercises", default="", help=tr("help.exercises"))
@click.option("--by", default="", help=tr("help.by"))
@click.option("--jobs", type=click.IntRange(1, 64), default=lambda: min(os.cpu_count() or 1, 4), help=tr("help.jobs"))
@click.option("--backend", type=click.Choice(BACKENDS), help=tr("help.backend"))
@click.option("--timeout", type=click.IntRange(1), default=3600, show_default=True, help=tr("help.timeout"))
@click.option("--resume", is_flag=True, help=tr("help.resume"))
@click.option("--privacy", type=click.Choice(LEVELS), default="initials", show_default=True, help=tr("help.privacy"))
@click.option("--open", "show", is_flag=True, help=tr("help.open"))
def command(  # type: ignore[no-untyped-def]
    notebooks,
    data,
    map_file,
    lang,
    out,
    parameters,
    all_,
    calls,
    exercises,
    by,
    jobs,
    backend,
    timeout,
    resume,
    privacy,
    show,
) -> int:
    if calls and not Path(calls).expanduser().exists():
        raise RequestError("--calls", f"{calls} is not there.", "Give the filled-in call list, or a folder of them.")
    new = absent(Path(out) if out else RUNS / "new")
    asked = {
        "map": map_file,
        "lang": lang,
        "out": out,
        "parameters": dict(parameters) | ({"calls": str(Path(calls).expanduser().resolve())} if calls else {}),
        "by": by,
        "resume": resume,
        "privacy": privacy,
        "all": all_,
        "timeout": timeout,
    }
    with own_lessons(exercises, lang) as more:
        request = ask(notebooks, data or str(DEMO), **asked, named=bool(data), more=more)
        result = _run(request, jobs, backend, new)
    _report(result, lang)
    page = result.out / "index.html"
    click.echo(say("run.handouts_lie" if request.handouts else "run.lies", lang, path=page))
    if show and has_desktop():
        webbrowser.open(page.as_uri())
    return 130 if result.interrupted else int(bool(result.failed))


def _run(request: Request, jobs: int, backend: str | None, new: list[Path]) -> Run:
    by = {"by": spread(backend)} if backend else {}
    try:
        with tqdm(
            total=len(request.notebooks), desc=say("run.reading", request.lang), unit="", leave=False, disable=None
        ) as bar:
            return run(request, jobs=jobs, tell=lambda done, of, name: _tell(bar, done, of, name), **by)
    except BaseException:
        remove_empty([request.out, *new] if new else [])
        raise


def _tell(bar: tqdm, done: int, of: int, name: str) -> None:
    if bar.disable:  # no terminal: a line each
        click.echo(f"{done}/{of} {name}".rstrip(), err=True)
        return
    bar.total, bar.n = of, done
    bar.set_description_str(name)
    bar.refresh()


def _report(result: Run, lang: str) -> None:
    for line in result.skipped:
        click.echo(line, err=True)
    if result.failed:
        click.echo(say("run.failed", lang, len(result.failed)), err=True)
    for label, outcome in result.failed:
        name = " · ".join(filter(None, (label, outcome.name)))
        at = say("run.failed_at", lang, name=name, cell=outcome.cell, error=outcome.error)
        click.echo(f"  {at if outcome.cell else f'{name}: {outcome.error}'}", err=True)
    if result.interrupted:
        click.echo(say("run.interrupted", lang, path=result.out), err=True)


def absent(folder: Path) -> list[Path]:
    """``folder`` and those above it that are not there yet, the innermost first."""
    whole = folder.expanduser().resolve()
    return [path for path in (whole, *whole.parents) if not path.exists()]


def remove_empty(folders: list[Path]) -> None:
    """A refused request leaves no folder behind that it made."""
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def has_desktop() -> bool:
    """Whether there is a screen to open a page on."""
    if os.environ.get("CI"):
        return False
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
