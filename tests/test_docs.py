"""The manual tells the truth: every command and option is in it, every one it names is there, every link leads somewhere."""

import re
from pathlib import Path

import click
import pytest
import yaml

from salesbook.cli.main import COMMANDS, group
from salesbook.metrics import MEASURES

HOME = Path(__file__).parents[1]
PAGES = [
    *HOME.glob("README*.md"),
    *(HOME / "docs").glob("*.md"),
    *(HOME / "exercises").glob("*.md"),
    HOME / "data" / "README.md",
]
TRANSLATED = ["README", "docs/train", "docs/export", "exercises/README"]
ENDINGS = [".md", ".uk.md", ".ru.md"]
THREEFOLD = {HOME / f"{name}{ending}" for name in TRANSLATED for ending in ENDINGS}
MANUAL = (HOME / "docs" / "commands.md").read_text("utf-8")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
CALL = re.compile(r"^(?:python3 start\.py|salesbook) (\w+)(.*)$", re.MULTILINE)
TYPED = re.compile(r"(?:^|`)((?:python3|py) start\.py[^`\n]*|salesbook \w[^`\n]*)", re.MULTILINE)
OWN = re.compile(
    r"--lang \S+|(?<=--release )\S+|(?<=--answer )'[^']+'|(?<=data/exports/)\S+|(?:path/to|шлях/до|путь/к)/\S+|#.*"
)
FENCE = re.MULTILINE | re.DOTALL


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


@pytest.mark.parametrize("name", TRANSLATED)
def test_the_three_versions_show_the_same_commands_under_the_same_headings(name):
    own = [(shown(text), re.findall("^#+(?= )", text, re.MULTILINE)) for text in versions(name).values()]
    assert own[0][0], "no command was found"
    assert own[0] == own[1] == own[2]


@pytest.mark.parametrize("name", TRANSLATED)
def test_the_examples_of_the_three_versions_can_be_read_and_have_the_same_names(name):
    examples = [re.findall("^```yaml\n(.*?)^```$", text, FENCE) for text in versions(name).values()]
    own = [[names(yaml.safe_load(example)) for example in page] for page in examples]
    assert own[0] == own[1] == own[2]


@pytest.mark.parametrize("name", TRANSLATED)
def test_each_version_links_to_the_two_others_and_else_stays_in_its_language(name):
    for page, text in versions(name).items():
        links = {(page.parent / link).resolve() for link in LINK.findall(text)}
        others = set(versions(name)) - {page}
        assert others <= links
        ending = "".join(page.suffixes)
        assert [link for link in links - others if link.with_suffix("").with_suffix(ending) in THREEFOLD - {link}] == []


def versions(name: str) -> dict[Path, str]:
    """The English, the Ukrainian and the Russian page ``name`` → its text."""
    return {page: page.read_text("utf-8") for page in (HOME / f"{name}{ending}" for ending in ENDINGS)}


def shown(text: str) -> list[str]:
    """Every command in ``text``, without what each language says in its own way."""
    return [" ".join(OWN.sub("", call).split()) for call in TYPED.findall(text)]


def names(example: object) -> object:
    """What stands in ``example`` before the colons."""
    if isinstance(example, list):
        return [names(each) for each in example if isinstance(each, dict)]
    return {key: names(value) for key, value in example.items()} if isinstance(example, dict) else None
