"""A branching conversation as a card: what was said, and the options for what to say next."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets as w

from salesbook.coach import Talk, Verdict, replay, start, step
from salesbook.lessons import Exercise
from salesbook.widgets.text import at, line, markdown, plain
from salesbook.words import number, say


class TalkCard:
    """The client speaks, the learner picks; the end is judged. It can be begun again at any time."""

    def __init__(
        self, exercise: Exercise, words: Mapping[str, Any], lang: str, judge: Callable[[Any], Verdict], where: str = ""
    ) -> None:
        self._exercise, self._words, self._lang, self._judge = exercise, words, lang, judge
        self.talk: Talk = start(exercise)
        self.transcript, self.options, self.verdict = w.HTML(), w.VBox(), w.HTML()
        self.again = w.Button(description=say("card.again", lang), layout=w.Layout(width="auto"))
        self.again.on_click(lambda _: self.restart())
        heading = f'<div class="where">{line(where)}</div><div class="ask">{markdown(at(words, "ask"))}</div>'
        self.widget = w.VBox([w.HTML(heading), self.transcript, self.options, self.verdict, self.again])
        self.widget.add_class("sb")
        self.widget.add_class("card")
        self._draw()

    def restart(self) -> None:
        """Begin anew; earlier ends stay in the log."""
        self.talk, self.verdict.value = start(self._exercise), ""
        self._draw()

    def take(self, option: str) -> None:
        """Say ``option``; at the end, the verdict."""
        self.talk = step(self._exercise, self.talk, option)
        self._draw()
        if self.talk.end:
            self.show(self._judge([taken for _, taken in self.talk.taken]))

    def put(self, response: Sequence[str]) -> None:
        """Show an earlier conversation to where it came."""
        self.talk = replay(self._exercise, response)
        self._draw()

    def show(self, verdict: Verdict, _: Any = None) -> None:
        """The outcome, what led to it, and what was learned or stayed hidden."""
        lang, end = self._lang, self._exercise.key["ends"][self.talk.end]
        mood = "good" if verdict.right else "part" if verdict.share > 0 else "poor"
        points, most = (number(value, lang) for value in (verdict.points, self._exercise.points))
        earned = say("card.points", lang, None, points=points, most=most)
        outcome = say(f"outcome.{end['outcome']}", lang)
        why = "".join(f"<p>{line(at(self._words, place))}</p>" for place in verdict.feedback)
        facts = (line(at(self._words, f"facts.{fact}")) for fact in sorted(self.talk.known))
        known = "".join(f"<li>✓ {fact}</li>" for fact in facts)
        learned = f"<p>{say('card.learned', lang)}</p><ul>{known}</ul>" if known else ""
        sign = {"good": "✓", "part": "◐", "poor": "✗"}[mood]
        self.verdict.value = (
            f'<div class="verdict {mood}" role="status"><strong>{sign} {outcome}. {earned}</strong>{why}{learned}</div>'
        )

    def _draw(self) -> None:
        said = [self._client(turn) + self._seller(turn, option) for turn, option in self.talk.taken]
        last = (
            at(self._words, f"ends.{self.talk.end}.client")
            if self.talk.end
            else at(self._words, f"turns.{self.talk.turn}.client")
        )
        self.transcript.value = "".join(said) + f'<div class="client">{line(last)}</div>'
        turn = self._exercise.key["turns"].get(self.talk.turn, {})
        self.options.children = [self._button(option) for option in turn]

    def _client(self, turn: str) -> str:
        said = line(at(self._words, f"turns.{turn}.client"))
        return f'<div class="client">{said}</div>'

    def _seller(self, turn: str, option: str) -> str:
        said, why = (line(at(self._words, f"turns.{turn}.options.{option}.{part}")) for part in ("say", "why"))
        return f'<div class="seller">{said}</div><div class="where">{why}</div>'

    def _button(self, option: str) -> w.Button:
        text = plain(at(self._words, f"turns.{self.talk.turn}.options.{option}.say"))
        button = w.Button(description=text, layout=w.Layout(width="auto", margin="3px 0"))
        button.on_click(lambda _: self.take(option))
        return button
