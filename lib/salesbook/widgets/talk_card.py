"""A branching conversation as a card: what was said, and the options for what to say next."""

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as w

from salesbook.coach import Talk, Verdict, replay, start, step
from salesbook.lessons.talk import facts
from salesbook.widgets.criteria import before, listed, outcomes
from salesbook.widgets.frame import Hint, Shown, asked, box, button, earned, frame, mood, next_step, verdict_place
from salesbook.widgets.shared import column, html, row
from salesbook.widgets.text import at, figure, plain, state_name
from salesbook.words import signed


class TalkCard:
    """The client speaks, the learner picks; the end is judged. It can be begun again at any time."""

    def __init__(self, shown: Shown, judge: Callable[[Any], Verdict]) -> None:
        self.shown, self._exercise, self._judge = shown, shown.exercise, judge
        self.talk: Talk = start(self._exercise)
        self.transcript, self.verdict = html(), verdict_place()
        # The same buttons serve every turn, so that whoever works with the keyboard keeps the place.
        most = max(len(turn) for turn in self._exercise.key["turns"].values())
        self.options = column([self._button(place) for place in range(most)]).add_class("options")
        self.again = button(shown.say("card.again"), "quiet")
        self.again.on_click(lambda _: self.restart())
        hint = Hint(shown)
        self.help, self.hint = hint.button, hint.text
        buttons = row([self.again, self.help]).add_class("buttons")
        top = asked(shown, before(shown))
        self.widget = frame(top, self.transcript, self.options, buttons, self.hint, self.verdict)
        self._draw()

    @property
    def offered(self) -> dict[str, w.Button]:
        """What can be said now: option → its button."""
        return dict(zip(self._exercise.key["turns"].get(self.talk.turn, {}), self.options.children, strict=False))

    def restart(self) -> None:
        """Begin anew; earlier ends stay in the log."""
        self.talk, self.verdict.value = start(self._exercise), ""
        self._draw()
        self.options.children[0].focus()

    def take(self, option: str) -> None:
        """Say ``option``; at the end, the verdict."""
        self.talk = step(self._exercise, self.talk, option)
        self._draw()
        if self.talk.end:
            taken = [taken for _, taken in self.talk.taken]
            self.show(self._judge(taken), taken)
        (self.again if self.talk.end else self.options.children[0]).focus()

    def put(self, response: Sequence[str]) -> None:
        """Show an earlier conversation to where it came."""
        self.talk = replay(self._exercise, response)
        self._draw()

    def show(self, verdict: Verdict, _: Any = None) -> None:
        """The outcome and what it earns, what led to it, and what was learned or stayed hidden."""
        shown, reached = self.shown, self._exercise.key["ends"][self.talk.end]["outcome"]
        said = f"{shown.say(f'outcome.{reached}')}. {earned(shown, verdict)}"
        rows = [("here" if name == reached else None, text) for name, text in outcomes(shown).items()]
        why = "".join(f"<p>{shown.line(place)}</p>" for place in verdict.feedback)
        rest = listed(rows) + why + self._learned() + next_step(shown, verdict)
        self.verdict.value = box(mood(verdict), said, rest)

    def _learned(self) -> str:
        known, hidden = sorted(self.talk.known), facts(self._exercise) - self.talk.known
        rows = listed((True, self.shown.line(f"facts.{fact}")) for fact in known)
        learned = f"<p>{self.shown.say('card.learned')}</p>{rows}" if known else ""
        return learned + (f"<p>{self.shown.say('card.hidden', len(hidden))}</p>" if hidden else "")

    def _draw(self) -> None:
        said = "".join(self._client(f"turns.{turn}") + self._seller(turn, option) for turn, option in self.talk.taken)
        place = f"ends.{self.talk.end}" if self.talk.end else f"turns.{self.talk.turn}"
        self.transcript.value = f'{said}<div role="status">{self._client(place)}{self._feels()}</div>'
        for button_ in self.options.children:
            button_.add_class("gone")
        for option, offered in self.offered.items():
            offered.description = plain(at(self.shown.words, f"turns.{self.talk.turn}.options.{option}.say"))
            offered.remove_class("gone")

    def _feels(self) -> str:
        """Trust and patience as they stand now, and what the last turn did to them."""
        lang = self.shown.lang
        before = replay(self._exercise, [option for _, option in self.talk.taken[:-1]]).state
        parts = []
        for name, value in self.talk.state.items():
            change = value - before[name]
            moved = f" ({signed(change, lang)})" if change else ""
            parts.append(f"{state_name(name, lang)} {figure(value, lang)}{moved}")
        return f'<p class="where">{self.shown.say("card.now", None, state=" · ".join(parts))}</p>' if parts else ""

    def _client(self, place: str) -> str:
        return self._bubble("client", self.shown.line(f"{place}.client"))

    def _seller(self, turn: str, option: str) -> str:
        said, why = (self.shown.line(f"turns.{turn}.options.{option}.{part}") for part in ("say", "why"))
        return f'{self._bubble("seller", said)}<div class="why">{why}</div>'

    def _bubble(self, who: str, said: str) -> str:
        return f'<div class="{who}"><b>{self.shown.say(f"card.{who}")}</b> {said}</div>'

    def _button(self, place: int) -> w.Button:
        made = button("", "option")
        made.on_click(lambda _: self._take_at(place))
        return made

    def _take_at(self, place: int) -> None:
        offered = [*self.offered]
        if place < len(offered):  # a click that was on its way when the turn changed says nothing
            self.take(offered[place])
