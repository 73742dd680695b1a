"""Findings about lessons are said in the reader's language: each key has its words, and no English slips in."""

import doctest
import json
import re
from itertools import product
from pathlib import Path

import pytest

from salesbook import lessons as room
from salesbook.cli import main
from salesbook.lessons import StaleTranslation, finding, problems
from salesbook.lessons.finding import Place
from salesbook.words import LANGUAGES, catalogue
from tests.lessons.test_lint import KEY, WORDS, changed, write

HOUSE = Path(room.__file__).parents[1]
USED = re.compile(r'"((?:finding|advice)\.\w+)"')
CODE = r"salesbook( \S+)+|exercises/README[.a-z]*\.md|\{\w*\}"  # what is typed or looked up as it stands
OTHERS = [lang for lang in LANGUAGES if lang != "en"]
CHOICE, NUMBER, TALK = (("exercises", n) for n in range(3))
HELLO = (*TALK, "turns", "hello")

OF_KEY = [
    ((), {}),
    (("exercises",), []),
    (("languages",), ["en", "pl"]),
    (("languages",), "uk"),
    (("blocks",), ["first"]),
    (("blocks", 0, "minutes"), "six"),
    ((*CHOICE, "points"), "many"),
    ((*CHOICE, "id"), "Too dear"),
    ((*CHOICE, "id"), ""),
    ((*CHOICE, "id"), "margin"),
    ((*CHOICE, "kind"), "chioce"),
    ((*CHOICE, "kind"), ""),
    ((*CHOICE, "block"), "second"),
    ((*CHOICE, "points"), -1),
    ((*CHOICE, "answers"), "ask"),
    ((*CHOICE, "options"), "ask"),
    ((*CHOICE, "options"), ["ask"]),
    ((*CHOICE, "answer"), None),
    ((*CHOICE, "answer"), 5),
    ((*CHOICE, "answer"), "aks"),
    ((*NUMBER, "within"), -1),
    ((*NUMBER, "within"), "little"),
    ((*NUMBER, "within"), 1),
    ((*NUMBER, "unit"), "pct"),
    ((*NUMBER, "unit"), 5),
    ((*NUMBER, "likely"), ["of-price"]),
    ((*NUMBER, "likely", "of-price"), "much"),
    ((*TALK, "start"), 5),
    ((*TALK, "start"), "helo"),
    ((*TALK, "out_of_patience"), "bored"),
    ((*TALK, "state"), {"trust": 1}),
    (HELLO, {}),
    (HELLO, {"on": {"to": "hello"}}),
    ((*HELLO, "ask"), {}),
    ((*HELLO, "ask"), "lost"),
    ((*HELLO, "ask", "to"), "nowhere"),
    ((*HELLO, "ask", "learn"), "late"),
    ((*HELLO, "ask", "needs"), "late"),
    ((*HELLO, "ask", "trust"), 1),
    ((*HELLO, "ask", "patience"), "much"),
    ((*HELLO, "ask", "needs"), {"knows": ["late"]}),
    ((*TALK, "ends", "lost"), {"outcome": "no-sale"}),
    ((*TALK, "ends", "lost"), {"points": 0}),
    ((*TALK, "ends", "lost", "outcome"), "defeat"),
    (CHOICE, {"id": "s", "block": "first", "kind": "sort", "classes": ["a", "b"], "items": {"x": "c"}}),
    (CHOICE, {"id": "o", "block": "first", "kind": "order", "items": ["x"]}),
    (CHOICE, {"id": "t", "block": "first", "kind": "text", "criteria": ["x"], "coach": "cue"}),
    (CHOICE, {"id": "t", "block": "first", "kind": "text", "criteria": ["x"], "coach": "spin"}),
    (CHOICE, {"id": "t", "block": "first", "kind": "call", "client": "nobody"}),
]
OF_WORDS = [
    (("title",), " "),
    (("exercises", "margin"), "much"),
    (("exercises",), ["margin"]),
    (("exercises", "margins"), {}),
    (("exercises", "margin", "model"), "Text"),
    (("exercises", "margin", "ask"), "{product}?"),
    (("exercises", "too-dear", "ask"), "?"),
    (("exercises", "margin", "ask"), "{клієнта}?"),
]
OF_FILES = [b"", b"ask: Yes: no", b'ask: "Yes', b"ask: [", b"ask: 2024-13-45", b"\xd0"]


def broken(folder):
    """Lessons that have between them every fault of a lesson in files."""
    places = (folder / str(n) for n in range(100))
    talk_with_patience = changed(KEY, (*TALK, "out_of_patience"), "lost")
    for path, value in OF_KEY:
        body = talk_with_patience if path[-1:] == ("state",) else KEY
        key = changed(body, path, value) if path else {"id": "empty"}
        yield written(next(places), key=key, fresh=False)
    for path, value in OF_WORDS:
        yield written(next(places), ukrainian=changed(WORDS, path, value))
    for content in OF_FILES:
        made = written(next(places))
        (made / "prices" / "uk.yaml").write_bytes(content)
        yield made
    yield written(next(places), fresh=False)
    made = written(next(places))
    (made / "course.yaml").write_text("lessons: [price]", "utf-8")
    yield made
    made = written(next(places))
    (made / "prices" / "uk.yaml").unlink()
    yield made
    (made := next(places)).mkdir()
    (made / "course.yaml").write_text("lessons: [price]", "utf-8")
    yield made
    yield written(next(places)) / "prices"
    yield folder / "no such"


def written(folder, **how):
    folder.mkdir()
    return write(folder, **how)


def used_in(*names):
    """Every phrase of a finding that the code of the files ``names`` asks for."""
    paths = [path for path in HOUSE.rglob("*.py") if not names or path.name in names]
    return {key for path in paths for key in USED.findall(path.read_text("utf-8"))}


def keys_of(finding_):
    return {getattr(part, "key", part) for part in finding_.parts[1:]}


def english(text):
    """Two English words side by side, where nothing of it is to be typed as it stands."""
    return re.findall(r"\b[A-Za-z]+ [a-z]{2,}", re.sub(CODE, "…", text))


def test_each_phrase_of_a_finding_is_there_and_in_use():
    assert used_in() == {key for key in catalogue("en") if key.startswith(("finding.", "advice."))}


@pytest.mark.parametrize("lang", OTHERS)
def test_each_phrase_is_in_the_reader_s_own_words(lang):
    said = {key: text for key, text in catalogue(lang).items() if key.startswith(("finding.", "advice."))}
    for key, phrase in said.items():
        for text in phrase.values() if isinstance(phrase, dict) else [phrase]:
            assert key == "finding.quoted" or re.search("[а-яіїє]", text), key
            assert not english(text), key


@pytest.mark.parametrize("lang", OTHERS)
def test_every_finding_of_the_linter_is_said_without_english(tmp_path, lang):
    found = [fault for folder in broken(tmp_path) for fault in problems([folder])]
    for fault in found:
        said = fault.said(lang)
        assert (said.where, said.parts) == (fault.where, fault.parts)
        assert not english(f"{said.what} {said.fix}"), str(said)
    wanted = used_in("lint.py", "lint_key.py", "lint_words.py", "talk.py", "read.py")
    assert wanted - set().union(*map(keys_of, found)) == {"finding.none"}  # which stands within another


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_place_in_a_sheet_can_be_said(lang):
    for sheet, row, head in product(("", "Урок"), (0, 7), ("", "Мета")):
        said = Place(sheet, row, head, "p.xlsx").said(lang)
        assert [str(part) in said for part in (sheet, row or "", head, "p.xlsx")] == [True] * 4


def test_a_finding_keeps_its_kind_and_its_english():
    stale = StaleTranslation("uk.yaml: margin", "finding.older", "advice.reread")
    again = stale.said("uk").at("a.yaml").said("en")
    assert isinstance(again, StaleTranslation)
    assert str(again).startswith("a.yaml: it is older than its source. Read it")


@pytest.fixture
def salesbook(capsys, monkeypatch):
    """``salesbook("check", …)`` at a Russian terminal → exit code, what was printed, what was said of faults."""
    monkeypatch.setenv("SALESBOOK_LANG", "ru")

    def call(*arguments):
        with pytest.raises(SystemExit) as done:
            main([*map(str, arguments)])
        printed = capsys.readouterr()
        return done.value.code, printed.out, printed.err

    return call


def test_a_lesson_is_checked_in_the_language_asked_for_or_the_reader_s(tmp_path, salesbook):
    folder = write(tmp_path, key=changed(KEY, (*CHOICE, "answer"), "aks"), fresh=False)
    where = f"{folder / 'prices' / 'lesson.yaml'}: too-dear.answer"
    check = ("check", "exercises", "--exercises", folder)
    assert f"✗ {where}: варіанта aks немає. Можливо, ви мали на увазі ask?\n" in salesbook(*check, "--lang", "uk")[1]
    assert f"✗ {where}: варианта aks нет. Возможно, вы имели в виду ask?\n" in salesbook(*check)[1]
    code, out, _ = salesbook(*check, "--lang=uk", "--format", "json")
    assert (code, json.loads(out)[-1]) == (
        1,
        {"level": "error", "where": where, "finding": "варіанта aks немає. Можливо, ви мали на увазі ask?"},
    )


def test_a_translation_older_than_its_source_is_a_warning(tmp_path, salesbook):
    code, out, _ = salesbook("check", "exercises", "--exercises", write(tmp_path, fresh=False), "--lang", "uk")
    assert code == 0
    assert f"! {tmp_path / 'prices' / 'uk.yaml'}: margin: переклад старіший за англійський текст. Звірте" in out


def test_other_commands_too_say_what_is_wrong_with_a_lesson_in_the_language_asked_for(tmp_path, salesbook):
    no = tmp_path / "no"
    for asked, said in (
        (("--lang", "uk"), "такої теки немає. Перевірте шлях після --exercises."),
        (("--lang=en",), "no such folder. Check the path given to --exercises."),
        ((), "такой папки нет. Проверьте путь после --exercises."),
    ):
        assert salesbook("learn", "--no-browser", "--exercises", no, *asked) == (2, "", f"{no}: {said}\n")


def test_the_examples_in_the_docstrings_hold():
    result = doctest.testmod(finding)
    assert result.attempted
    assert not result.failed
