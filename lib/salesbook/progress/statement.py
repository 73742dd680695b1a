"""What is kept of a learner, as xAPI statements (version 1.0.3), so that a company's LMS can take it; and read back."""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

VERBS = "http://adlnet.gov/expapi/verbs/"
EXERCISE = "urn:salesbook:exercise:"
VERDICT = "urn:salesbook:verdict"
HOME_PAGE = "urn:salesbook"


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def _new_id() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Answer:
    """One try at one exercise. ``share`` is from 0 to 1; ``response`` is what the card gave, as JSON can hold it."""

    learner: str
    lesson: str
    exercise: str
    response: Any
    share: float
    points: float
    most: float
    lang: str = ""
    at: str = field(default_factory=_now)
    id: str = field(default_factory=_new_id)

    def statement(self) -> dict[str, Any]:
        """The answer as a statement."""
        score = {"scaled": self.share, "raw": self.points, "min": 0, "max": self.most}
        return _statement(self, "answered", {"success": self.share >= 1, "score": score}, {})


@dataclass(frozen=True)
class View:
    """That a learner disagrees with a verdict: ``share``, ``label`` and ``faults`` are the coach's.

    ``response`` is what was judged, ``answer`` the id of that :class:`Answer`.
    """

    learner: str
    lesson: str
    exercise: str
    response: Any
    share: float
    label: str = ""
    faults: tuple[str, ...] = ()
    answer: str = ""
    lang: str = ""
    at: str = field(default_factory=_now)
    id: str = field(default_factory=_new_id)

    def statement(self) -> dict[str, Any]:
        """The view as a statement: a comment on the exercise, the verdict beside it."""
        verdict = {"share": self.share, "label": self.label, "faults": list(self.faults)}
        about = {"statement": {"objectType": "StatementRef", "id": self.answer}} if self.answer else {}
        return _statement(self, "commented", {"extensions": {VERDICT: verdict}}, about)


def _statement(kept: Answer | View, verb: str, result: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": kept.id,
        "timestamp": kept.at,
        "actor": {"objectType": "Agent", "account": {"homePage": HOME_PAGE, "name": kept.learner}},
        "verb": {"id": f"{VERBS}{verb}", "display": {"en": verb}},
        "object": {"objectType": "Activity", "id": f"{EXERCISE}{kept.lesson}/{kept.exercise}"},
        "result": {**result, "response": json.dumps(kept.response, ensure_ascii=False)},
        "context": {**({"language": kept.lang} if kept.lang else {}), **context},
    }


def understood(statement: Mapping[str, Any]) -> Answer | View:
    """The answer or the view that ``statement`` tells of; anything else is a KeyError, TypeError or ValueError."""
    make = MADE[statement["verb"]["id"].removeprefix(VERBS)]
    lesson, exercise = statement["object"]["id"].removeprefix(EXERCISE).split("/", 1)
    return make(
        statement,
        learner=statement["actor"]["account"]["name"],
        lesson=lesson,
        exercise=exercise,
        response=json.loads(statement["result"]["response"]),
        lang=statement.get("context", {}).get("language", ""),
        at=statement["timestamp"],
        id=statement["id"],
    )


def _answer(statement: Mapping[str, Any], **who_and_what: Any) -> Answer:
    score = statement["result"]["score"]
    return Answer(**who_and_what, share=score["scaled"], points=score["raw"], most=score["max"])


def _view(statement: Mapping[str, Any], **who_and_what: Any) -> View:
    verdict = statement["result"]["extensions"][VERDICT]
    return View(
        **who_and_what,
        share=verdict["share"],
        label=verdict["label"],
        faults=tuple(verdict["faults"]),
        answer=statement.get("context", {}).get("statement", {}).get("id", ""),
    )


MADE: Mapping[str, Callable[..., Answer | View]] = {"answered": _answer, "commented": _view}
