"""A call with a simulated client as a card: a chat to write into, and what it came to."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import ipywidgets as w

from salesbook.coach import Verdict
from salesbook.coach.client import Call, Debrief, begin, debrief, hang_up, say, suggest
from salesbook.coach.told import told
from salesbook.widgets.criteria import Row, listed
from salesbook.widgets.disagree import Disagree, Keep
from salesbook.widgets.frame import Hint, Shown, asked, box, button, earned, frame, mood, next_step, verdict_place
from salesbook.widgets.shared import column, html, layout, row
from salesbook.widgets.text import figure, line

Phrase = Callable[[Call, Call], str]  # the call before and after a turn → how its reply is worded

SAID_AS = ("pitch", "closing", "statement", "small-talk", "rude")  # what is no question has a name of its own
TURNS = ("admitted", "worth", "pitch", "interested", "settled", "refuses", "rude", "order", "advance")
PARTS = ("facts", "problems", "implications", "worth")
SEED = 0  # the same client for everybody: learners can compare their calls


class CallCard:
    """The learner writes, the client answers; the end is judged. It can be begun again at any time."""

    def __init__(
        self, shown: Shown, judge: Callable[[Any], Verdict], keep: Keep | None = None, phrase: Phrase | None = None
    ) -> None:
        self.shown, self._judge, self._phrase = shown, judge, phrase
        self._phrased: dict[int, str] = {}  # turn → the reply in freer words, shown in place of the scripted one
        self._client, self._words = shown.words["persona"], shown.words["client"]
        self.call: Call = begin(self._client)
        self.transcript, self.verdict, self.disagree = html(), verdict_place(), Disagree(shown, keep)
        self.verdict.add_class("late")  # it comes at the end of a talk: no place is kept for it
        self.area = w.Textarea(description=shown.say("call.write"), continuous_update=False, layout=layout())
        self.area.add_class("stacked").add_class("brief")
        self.send, self.idea, self.end, self.again = (
            button(shown.say(f"call.{name}"), look)
            for name, look in (("send", "main"), ("idea", "quiet"), ("end", "quiet"), ("again", "quiet"))
        )
        acts = {self.send: self.speak, self.idea: self.propose, self.end: self.leave, self.again: self.restart}
        for made, act in acts.items():
            made.on_click(lambda _, act=act: act())
        hint = Hint(shown)
        self.writing = column([self.area, row([self.send, self.idea, self.end]).add_class("buttons")])
        buttons = row([self.again, hint.button]).add_class("buttons")
        shown_last = (hint.text, self.verdict, *self.disagree.parts)
        self.widget = frame(asked(shown, self._before()), self.transcript, self.writing, buttons, *shown_last)
        self._draw()

    def speak(self) -> None:
        """Say what is written; at the end of the call, the verdict."""
        text = self.area.value.strip()
        if not text or self.call.end:
            return
        before, self.area.value = self.call, ""
        self.call = say(self._client, self._words, before, text, self.shown.lang, SEED)
        self._after(before)

    def propose(self) -> None:
        """Write a sentence that would lead on; the learner may send or change it."""
        self.area.value = suggest(self._client, self._words, self.call, self.shown.lang)
        self.area.focus()

    def leave(self) -> None:
        """End the call here; before the first word there is nothing to end."""
        if self.call.transcript:
            before, self.call = self.call, hang_up(self._words, self.call)
            self._after(before)

    def restart(self) -> None:
        """Begin anew; earlier calls stay in the log."""
        self.call, self.verdict.value, self.area.value = begin(self._client), "", ""
        self.disagree.close()
        self._phrased.clear()
        self._draw()
        self.area.focus()

    def put(self, response: Sequence[str]) -> None:
        """Show an earlier call."""
        self.call = played(self._client, self._words, response, self.shown.lang)
        self._phrased.clear()
        self._draw()

    def show(self, verdict: Verdict, response: Any = None) -> None:
        """The outcome, then each criterion, what came to light, the best and the weakest sentence."""
        shown, found = self.shown, debrief(self._client, self._words, self.call)
        said = f"{shown.say(f'outcome.{self.call.end}')}. {earned(shown, verdict)}"
        parts = [
            self._mix(found),
            self._criteria(found),
            self._light(found),
            self._turns(found),
            self._sentences(found),
        ]
        tone = "good" if self.call.end == "order" else mood(verdict) if self.call.end == "advance" else "poor"
        self.verdict.value = box(tone, said, "".join(parts) + next_step(shown, verdict))
        self.disagree.offer(replace(verdict, label=self.call.end), response)

    def _after(self, before: Call) -> None:
        if self._phrase and len(self.call.transcript) > len(before.transcript):
            self._phrased[len(before.transcript)] = self._phrase(before, self.call)
        self._draw()
        if self.call.end:
            response = [turn.text for turn in self.call.transcript]
            self.show(self._judge(response), response)
        (self.again if self.call.end else self.area).focus()

    def _before(self) -> str:
        points = self.shown.exercise.points
        worth = self.shown.say("rule.points", points, points=figure(points, self.shown.lang))
        rule = f'<div class="worth"><p><b>{worth}</b> {self.shown.say("call.rule")}</p></div>'
        return f"<p>{line(str(self._words['sells']))}</p>{rule}"

    def _draw(self) -> None:
        name = f'<p class="where">{line(str(self._words["name"]))}</p>'
        said = self._bubble("client", str(self._words["greets"]))
        for n, turn in enumerate(self.call.transcript):
            said += self._bubble("seller", turn.text) if turn.text else ""
            said += f'<div class="why">{self._read(turn)}</div>' if turn.text else ""
            said += self._bubble("client", self._phrased.get(n, turn.reply))
        self.transcript.value = f'{name}<div role="log">{said}</div>'
        for part, gone in ((self.writing, self.call.end), (self.again, not self.call.transcript)):
            (part.add_class if gone else part.remove_class)("gone")

    def _read(self, turn: Any) -> str:
        """How the sentence was read, and its faults; a doubt is said."""
        if turn.sort == "reply":
            told = self.shown.say(f"replied.{turn.kind}")
        else:
            told = self.shown.say(f"said_as.{turn.sort}" if turn.sort in SAID_AS else f"coached.{turn.label}")
        told = told if turn.sure else self.shown.say("call.unsure", None, label=told)
        return " ".join([f"{told}.", *(self.shown.say(f"fault.{fault}") for fault in turn.faults)])

    def _bubble(self, who: str, said: str) -> str:
        return f'<div class="{who}"><b>{self.shown.say(f"card.{who}")}</b> {escape(said)}</div>'

    def _mix(self, found: Debrief) -> str:
        """A letter a turn from left to right, the higher the further in the call; colours only add to them."""
        spoken = [turn for turn in self.call.transcript if turn.text]
        looks = [f"of-{turn.label}" if turn.sure else f"of-{turn.label} unsure" for turn in spoken]
        letters = [self.shown.say(f"mix.{label}") for label in found.mix]
        steps = "".join(
            f'<li class="{look}" style="grid-column:{n}">{letter}</li>'
            for n, (look, letter) in enumerate(zip(looks, letters, strict=True), 1)
        )
        legend = f'<p class="where legend">{self.shown.say("call.legend")}</p>'
        return f'<p>{self.shown.say("call.mix")}</p><ol class="mix">{steps}</ol>{legend}'

    def _criteria(self, found: Debrief) -> str:
        """Each criterion with its parts, which together make the points."""
        rows: list[Row] = []
        for name, (got, most) in found.criteria.items():
            told = self.shown.say("card.points", None, points=self._figure(got), most=self._figure(most))
            met = True if got >= most else "part" if got else False
            rows.append((met, f"{self.shown.say(f'call_criterion.{name}')} — {told}"))
        got, of = (sum(several) for several in zip(*found.criteria.values(), strict=True))
        share = self.shown.say("call.share", None, got=self._figure(got), of=self._figure(of))
        return f"<p>{share}</p>{listed(rows)}"

    def _figure(self, value: float) -> str:
        return figure(round(value, 1), self.shown.lang)

    def _light(self, found: Debrief) -> str:
        """What came to light, part by part, and how much of each part did not."""
        learned = [
            f"<p><b>{self.shown.say(f'call_part.{part}')}</b></p>{listed((True, escape(text)) for text in said)}"
            for part in PARTS
            if (said := [told(self._words, part, name) for name in found.found[part]])
        ]
        hidden = [self.shown.say(f"call_left.{part}", len(found.hidden[part])) for part in PARTS if found.hidden[part]]
        left = f"<p>{self.shown.say('call.left', None, parts=', '.join(hidden))}</p>" if hidden else ""
        return (f"<p>{self.shown.say('card.learned')}</p>{''.join(learned)}" if learned else "") + left

    def _turns(self, found: Debrief) -> str:
        """What the learner said where the call turned, and what it did."""
        rows: list[Row] = []
        for n in found.turning:
            turn = self.call.transcript[n]
            did = self.shown.say(f"turning.{turn.kind if turn.kind in TURNS else 'other'}")
            rows.append((None, f"<q>{escape(turn.text)}</q> — {did}" if turn.text else did))
        return f"<p>{self.shown.say('call.turning')}</p>{listed(rows)}" if rows else ""

    def _sentences(self, found: Debrief) -> str:
        told = []
        for name, turn in (("best", found.best), ("weakest", found.weakest)):
            if turn is not None:
                told.append(f"<p><b>{self.shown.say(f'call.{name}')}</b> {escape(self.call.transcript[turn].text)}</p>")
        if found.better:
            told.append(f"<p><b>{self.shown.say('coached.better')}</b> {escape(found.better)}</p>")
        return "".join(told)


def played(client: Any, words: Any, response: Sequence[str], lang: str) -> Call:
    """The call in which the seller wrote ``response``; where that is no end, the seller ended it."""
    call = begin(client)
    for text in filter(None, response):
        call = say(client, words, call, str(text), lang, SEED)
    return call if call.end else hang_up(words, call)
