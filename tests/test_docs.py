"""The manual tells the truth: every command and option is in it, every one it names is there, every link leads somewhere."""

import re
from pathlib import Path

import click
import pytest

from salesbook.cli.main import COMMANDS, group
from salesbook.metrics import MEASURES

HOME = Path(__file__).parents[1]
PAGES = [*HOME.glob("README*.md"), *(HOME / "docs").glob("*.md"), HOME / "data" / "README.md"]
MANUAL = (HOME / "docs" / "commands.md").read_text("utf-8")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
CALL = re.compile(r"^(?:python3 start\.py|salesbook) (\w+)(.*)$", re.MULTILINE)


def options(name: str) -> set[str]:
    command = group.get_command(click.Context(group), name)
    return {opt for p in command.params if isinstance(p, click.Option) for opt in p.opts}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_manual_has_every_command_and_each_of_its_options(name):
    assert f"## `salesbook {name}" in MANUAL
    assert {opt for opt in options(name) if f"`{opt}" not in MANUAL} == set()


def test_the_manual_names_every_measure():
    assert {name for name in MEASURES if f"`{name}`" not in MANUAL} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_shown_exists_with_the_options_shown(page):
    for name, rest in CALL.findall(page.read_text("utf-8")):
        if name != "test":
            assert name in COMMANDS, f"{page.name} shows {name}"
            assert set(re.findall(r"(?<=\s)--[a-z-]+", rest)) <= options(name) | {"--no-browser"}, page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page):
    missing = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert missing == []


def test_the_three_first_pages_show_the_same_commands():
    blocks = [
        re.findall(r"```\n(.*?)```", page.read_text("utf-8"), re.DOTALL) for page in sorted(HOME.glob("README*.md"))
    ]
    words = [[re.sub(r"--data \S+|--lang \S+", "", block) for block in page] for page in blocks]
    assert words[0] == words[1] == words[2]
