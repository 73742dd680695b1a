"""``salesbook``: its commands and how they fail: one line a fault, no traceback for a fault in the user's files."""

import atexit
import errno
import gc
import os
import re
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from salesbook.errors import SalesbookError
from salesbook.words import LANGUAGES, reader_language, say

EXECUTING = {"run": "salesbook.rerun.ready"}  # what the processes that execute notebooks are born with
COMMANDS = ("learn", "run", "measure", "import", "check", "lesson", "grade", "lab", "progress")


def tr(key: str, **values: Any) -> str:
    """A phrase in the language of the person at the terminal."""
    return say(key, reader_language(), **values)


def lang_option(help_key: str = "help.lang", default: Any = reader_language) -> Any:
    """The option ``--lang``, the same wherever it is one; ``RU`` is ``ru``."""
    known = click.Choice(LANGUAGES, case_sensitive=False)
    return click.option("--lang", type=known, default=default, help=tr(help_key))


class Commands(click.Group):
    """The commands, each imported when it is called: ``--help`` need not wait for pandas."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        file = f"{name}_" if iskeyword(name) else name
        if name in EXECUTING and not {"-h", "--help"} & set(sys.argv):
            from salesbook.engine import births  # --help waits for nothing

            births(EXECUTING[name])  # while this process imports what it needs itself
        return _imported(f"salesbook.cli.{file}")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, tr(f"help.{name}")) for name in COMMANDS])


def _imported(name: str) -> click.Command:
    """The command of module ``name``; what is imported is not looked through for garbage, then or when all ends.

    That would take a seventh of the time to import, and half a second in the end.
    """
    if name not in sys.modules:
        atexit.register(gc.freeze)
        gc.disable()
        try:
            import_module(name)
        finally:
            gc.freeze()
            gc.enable()
    command: click.Command = sys.modules[name].command
    return command


group = Commands("salesbook", help=tr("help.main"), context_settings={"help_option_names": ["-h", "--help"]})


def main(arguments: list[str] | None = None) -> None:
    """Run the command; exit 2 where the request was wrong, 1 where the work failed, 130 where it was interrupted."""
    for name in ("SIGTERM", "SIGHUP"):  # told to end, or the terminal closed; after nohup it stays open
        if signal.getsignal(getattr(signal, name, signal.SIGTERM)) is signal.SIG_DFL:
            signal.signal(getattr(signal, name, signal.SIGTERM), _interrupt)
    try:
        code = group.main(args=arguments, prog_name=group.name, standalone_mode=False)
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = 2
    except click.ClickException as error:
        click.echo(_usage(error), err=True)
        code = 2
    except SalesbookError as error:
        click.echo(str(error.said(_language(sys.argv[1:] if arguments is None else arguments))), err=True)
        code = 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("", err=True)
        code = 130
    except RuntimeError as error:
        if str(error) != "Query interrupted":  # what DuckDB makes of Ctrl-C
            raise
        code = 130
    except BrokenPipeError:  # the reader of our output, e.g. head, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        click.echo(_disk(error), err=True)
        code = 1
    sys.exit(code or 0)


def _language(arguments: Sequence[str]) -> str:
    """The language that the command was asked for; where it was not, that of the person at the terminal."""
    asked = re.search(r"(?:^|\0)--lang[=\0](\w+)", "\0".join(arguments))
    lang = asked[1].lower() if asked else ""
    return lang if lang in LANGUAGES else reader_language()


def _interrupt(*_: object) -> None:
    """Told to end, as by Ctrl-C: what is finished stays whole, and no process stays behind."""
    raise KeyboardInterrupt


def _usage(error: click.ClickException) -> str:
    """What is wrong with the command line, in one line."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else group.name
    return f"{command}: {' '.join(error.format_message().split())} {tr('run.usage', command=command)}"


def _disk(error: OSError) -> str:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return f"{error.filename or 'disk'}: {error.strerror or error}. {tr('run.disk' if full else 'run.file')}"
