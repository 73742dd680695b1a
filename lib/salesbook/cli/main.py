"""``salesbook``: its commands and how they fail: one line a fault, no traceback for a fault in the user's files."""

import sys
from typing import Any

import click

from salesbook.errors import SalesbookError
from salesbook.words import reader_language, say

COMMANDS = ("run", "measure", "check", "lab")


def tr(key: str, **values: Any) -> str:
    """A phrase in the language of the person at the terminal."""
    return say(key, reader_language(), **values)


class Commands(click.Group):
    """The commands, each imported when it is called: ``--help`` need not wait for pandas."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = __import__(f"salesbook.cli.{name}", fromlist=["command"])
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, tr(f"help.{name}")) for name in COMMANDS])


group = Commands("salesbook", help=tr("help.main"), context_settings={"help_option_names": ["-h", "--help"]})


def main(arguments: list[str] | None = None) -> None:
    """Run the command; exit 2 where the request was wrong, 1 where the work failed, 130 where it was interrupted."""
    try:
        code = group.main(args=arguments, standalone_mode=False)
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = 2
    except SalesbookError as error:
        click.echo(str(error), err=True)
        code = 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("", err=True)
        code = 130
    except OSError as error:
        click.echo(f"{error.filename or 'disk'}: {error.strerror or error}. {tr('run.disk')}", err=True)
        code = 1
    sys.exit(code or 0)
