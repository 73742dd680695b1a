"""A model server may word the client's answers; whatever it does, the call stays the engine's."""

import json
import time
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from salesbook.coach import grade
from salesbook.coach.client import begin, say
from salesbook.coach.tongue import tongue
from salesbook.learn import lesson
from salesbook.lessons import Exercise
from salesbook.lessons.client import read_client_words, read_persona
from salesbook.phrasing import KEY, MODEL, MOST_READ, SECONDS, URL, Phrasing, fits, reveals
from salesbook.widgets import card

CLINIC = read_persona(Path(__file__).resolve().parents[1] / "exercises" / "bank" / "clients" / "clinic")
WORDS = {lang: read_client_words(CLINIC, lang) for lang in ("en", "uk", "ru")}
FREER = {  # how a server may put what the client says of rooms
    "en": "We run seven surgeries, with eleven dentists over two shifts, so some seventy patients on a normal day.",
    "uk": "У нас сім кабінетів, а лікарів одинадцять, у дві зміни. На день десь сімдесят пацієнтів.",
    "ru": "У нас семь кабинетов, а врачей одиннадцать, в две смены. За день около семидесяти пациентов.",
}
SECRET = "key-of-the-company"


@contextmanager
def server(body="", status=200, wait=0.0, headers=()):
    """An address at which each question is answered with ``body``, and the questions asked there."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, self.headers.get("Authorization"), json.loads(sent)))
            time.sleep(wait)
            try:
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())
            except OSError:
                return  # who asked did not wait

        def log_message(self, *_):
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{made.server_port}/v1", asked
    finally:
        made.shutdown()
        made.server_close()


def completion(said):
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": said}}]})


def turn(lang="en", text=""):
    """The call before and after the seller's first sentence of the good call, or ``text``."""
    before = begin(CLINIC)
    return before, say(CLINIC, WORDS[lang], before, text or WORDS[lang]["good"][0], lang)


def worded(said=None, lang="en", seconds=SECONDS, text="", **how):
    before, after = turn(lang, text)
    with server(how.pop("body", completion(said)), **how) as (url, asked):
        shown = Phrasing(url, "small", seconds=seconds).rephrase(CLINIC, WORDS[lang], before, after, lang)
    assert len(asked) == 1
    return shown


@pytest.mark.parametrize("lang", FREER)
def test_a_good_wording_is_shown(lang):
    assert worded(FREER[lang], lang) == FREER[lang]


@pytest.mark.parametrize(
    "said",
    [
        "",
        " \n ",
        None,
        7,
        "Seven surgeries, eleven dentists in two shifts.\n\nSome seventy patients.",
        FREER["en"] + " Really, that is how it is." * 20,
        FREER["uk"],
        FREER["en"].replace("eleven", "twelve"),
        FREER["en"].replace("seventy", "seven"),
        FREER["en"].replace("seven surgeries", "surgeries"),
        FREER["en"] + " That makes 5 assistants.",
        FREER["en"] + " Our gloves come late.",
        FREER["en"] + " The director signs.",
        FREER["en"] + " We throw anaesthetic away.",
        "Yes. " + FREER["en"],
    ],
)
def test_what_is_no_wording_of_the_reply_is_not_shown(said):
    assert worded(said) == WORDS["en"]["facts"]["rooms"]["say"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("uk", FREER["uk"].replace("одинадцять", "дванадцять")),
        ("uk", FREER["uk"] + " А рукавички спізнюються."),
        ("ru", FREER["ru"].replace("семидесяти", "семи")),
        ("ru", FREER["ru"] + " А перчатки опаздывают."),
        ("ru", FREER["uk"]),
    ],
)
def test_it_is_so_in_each_language(lang, said):
    assert worded(said, lang) == WORDS[lang]["facts"]["rooms"]["say"]


def test_a_guess_of_the_sellers_is_not_confirmed():
    text = "Is anything in the storeroom perhaps a bit untidy?"
    scripted = turn(text=text)[1].transcript[-1].reply
    assert worded("We find expired anaesthetic in the storeroom.", text=text) == scripted


@pytest.mark.parametrize(
    "how",
    [
        {"body": "{"},
        {"body": "[]"},
        {"body": '{"choices": []}'},
        {"body": "[" * 60_000},
        {"body": completion(FREER["en"]), "status": 500},
        {"body": completion(FREER["en"]), "status": 201},
        {"body": completion(FREER["en"]) + " " * MOST_READ},
        {"body": completion(FREER["en"]), "wait": 1.5, "seconds": 0.3},
    ],
    ids=["broken", "list", "nothing", "deep", "500", "201", "long", "late"],
)
def test_a_server_that_fails_leaves_the_scripted_reply(how):
    assert worded(**how) == WORDS["en"]["facts"]["rooms"]["say"]


def test_nobody_waits_longer_than_three_seconds():
    before, after = turn()
    with server(completion(FREER["en"]), wait=5) as (url, _):
        began = time.monotonic()
        shown = Phrasing(url, "small").rephrase(CLINIC, WORDS["en"], before, after, "en")
        assert time.monotonic() - began < SECONDS + 0.5
    assert shown == after.transcript[-1].reply


def test_a_server_that_was_late_is_left_alone_for_a_while():
    with server(completion(FREER["en"]), wait=0.4) as (url, asked):
        before, after = turn()
        late = Phrasing(url, "m", seconds=0.2)
        assert [late.rephrase(CLINIC, WORDS["en"], before, after, "en") for _ in range(3)] == [
            after.transcript[-1].reply
        ] * 3
        assert len(asked) == 1


def test_no_other_server_is_asked_than_the_one_named():
    with server(completion(FREER["en"])) as (elsewhere, asked):
        moved = [("Location", f"{elsewhere}/chat/completions")]
        assert worded(status=302, headers=moved) == WORDS["en"]["facts"]["rooms"]["say"]
    assert asked == []


def test_the_server_is_told_what_was_said_and_nothing_hidden():
    before, after = turn()
    with server(completion(FREER["en"])) as (url, asked):
        Phrasing(url, "small", SECRET).rephrase(CLINIC, WORDS["en"], before, after, "en")
    [(path, authorization, body)] = asked
    assert (path, authorization, body["model"]) == ("/v1/chat/completions", f"Bearer {SECRET}", "small")
    told = json.loads(body["messages"][1]["content"])
    assert told == {
        "client": "Harbour Lane Dental, supplies manager Helen",
        "mood": "calm",
        "seller": WORDS["en"]["good"][0],
        "reply": WORDS["en"]["facts"]["rooms"]["say"],
    }
    assert "glove" not in json.dumps(body)


def test_the_key_is_never_shown(capfd):
    made = Phrasing.of({URL: "http://127.0.0.1:9/v1/", MODEL: "small", KEY: SECRET + "\nX: y"})
    before, after = turn()
    assert made.rephrase(CLINIC, WORDS["en"], before, after, "en") == after.transcript[-1].reply
    assert SECRET not in f"{made!r} {made}" + "".join(capfd.readouterr())


@pytest.mark.parametrize("url", ["http://[", "http://", "http://127.0.0.1:port"])
def test_an_address_that_is_none_leaves_the_scripted_reply(url):
    before, after = turn()
    assert Phrasing.of({URL: url}).rephrase(CLINIC, WORDS["en"], before, after, "en") == after.transcript[-1].reply


@pytest.mark.parametrize("url", ["", "file:///etc", "localhost"])
def test_without_a_web_address_nothing_is_asked(url, monkeypatch):
    monkeypatch.setattr(Phrasing, "_ask", None)
    before, after = turn()
    made = Phrasing.of({URL: url, MODEL: "small"})
    assert not made.on
    assert made.rephrase(CLINIC, WORDS["en"], before, after, "en") == after.transcript[-1].reply


def test_a_card_shows_the_wording_and_judges_the_script():
    exercise = Exercise("call-clinic", "call", key={"client": "clinic"}, points=4)
    words = {"ask": "Call.", "hint": "h", "persona": CLINIC, "client": WORDS["en"]}
    judged = []

    def judge(response):
        judged.append(response)
        return grade(exercise, response, words, "en")

    shown = card(exercise, words, "en", judge, phrase=lambda _, after: f"<{len(after.transcript)}>")
    shown.area.value = WORDS["en"]["good"][0]
    shown.send.click()
    assert "&lt;1&gt;" in shown.transcript.value
    assert shown.call == turn()[1]
    shown.end.click()
    assert "&lt;2&gt;" in shown.transcript.value
    shown.put(judged[0])
    assert WORDS["en"]["facts"]["rooms"]["say"] in shown.transcript.value
    assert "&lt;" not in shown.transcript.value


def test_a_lesson_takes_the_server_from_the_environment(monkeypatch):
    opened, (before, after) = replace(lesson("spin")), turn()
    words = {"persona": CLINIC, "client": WORDS["en"]}
    monkeypatch.delenv(URL, raising=False)
    assert opened._phrase(words) is None
    with server(completion(FREER["en"])) as (url, _):
        monkeypatch.setenv(URL, url)
        assert opened._phrase({"ask": "?"}) is None
        assert opened._phrase(words)(before, after) == FREER["en"]


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("client", sorted(CLINIC.folder.parent.iterdir()), ids=lambda folder: folder.name)
def test_the_scripted_replies_themselves_would_all_be_taken(client, lang):
    persona = read_persona(client)
    words, call = read_client_words(persona, lang), begin(persona)
    for text in words["good"]:
        call = say(persona, words, call, text, lang)
        reply = call.transcript[-1].reply
        assert fits(reply, reply, tongue(reply, lang)), reply
        assert not reveals(reply, words, call), reply
