"""A learner at the keyboard: finds a card on the page and answers it, wrongly or rightly, as its key says."""

from collections import deque

from salesbook.coach import start, step
from salesbook.learn import lesson
from salesbook.widgets.text import plain


class Player:
    """Plays lesson ``name`` in ``lang`` on ``page``."""

    def __init__(self, page, name, lang):
        self.page, self.opened = page, lesson(name, lang=lang)
        blocks = self.opened.lesson.blocks
        self.exercises = [e for block in blocks for e in self.opened.lesson.of_block(block.id)]

    def first(self, kind):
        """The first exercise of ``kind``."""
        return next(e for e in self.exercises if e.kind == kind)

    def card(self, exercise):
        """The card of ``exercise``."""
        return self.page.locator(f".sb.card.is-{exercise.id}")

    def verdict(self, exercise):
        """Where the verdict of ``exercise`` stands."""
        return self.card(exercise).locator(".verdict")

    def answer(self, exercise, *, right):
        """Answer and wait for the verdict; never faster than a person, for a double click counts as one."""
        self.card(exercise).locator("button:visible").first.wait_for()
        self.page.wait_for_timeout(350)
        getattr(self, f"_{exercise.kind}")(exercise, self.card(exercise), right)
        if exercise.kind not in ("dialogue", "call"):
            self.card(exercise).locator("button.main").click()
        mood = ".good" if right else ".poor, .verdict.part"
        self.card(exercise).locator(f".verdict{mood}").wait_for()

    def _words(self, exercise, place):
        found = self.opened._words_of(exercise)
        for name in place.split("."):
            found = found[name]
        return plain(found)

    def _choice(self, exercise, card, right):
        answer = exercise.key["answer"]
        if isinstance(answer, list):
            wrong = [o for o in exercise.key["options"] if o not in answer]
            chosen = answer if right else wrong[:1]
        else:
            chosen = [answer if right else next(o for o in exercise.key["options"] if o != answer)]
        marked = card.locator("button.option.chosen")
        while isinstance(answer, list) and marked.count():
            marked.first.click()
            self.page.wait_for_timeout(350)  # two clicks at once count as one
        for option in chosen:
            card.locator("button.option").filter(has_text=self._words(exercise, f"options.{option}.say")).click()

    def _order(self, exercise, card, right):
        texts = [self._words(exercise, f"items.{item}") for item in exercise.key["items"]]
        if not right:
            texts = texts[::-1]
        for place, text in enumerate(texts):
            while (here := self._place(card, text)) > place:
                card.locator(".row").nth(here).locator("button.move").first.click()
                card.locator(".row").nth(here - 1).filter(has_text=text).wait_for()
                self.page.wait_for_timeout(120)

    def _place(self, card, text):
        rows = [" ".join(row.split()) for row in card.locator(".row .item").all_inner_texts()]
        return next(n for n, row in enumerate(rows) if row.endswith(text))

    def _sort(self, exercise, card, right):
        classes = exercise.key["classes"]
        for item, own in exercise.key["items"].items():
            chosen = own if right else next(c for c in classes if c != own)
            self._pick(card, self._words(exercise, f"items.{item}.say"), self._words(exercise, f"classes.{chosen}"))

    def _match(self, exercise, card, right):
        pairs = exercise.key["pairs"]
        for n, pair in enumerate(pairs):
            partner = pair if right else pairs[(n + 1) % len(pairs)]
            self._pick(
                card, self._words(exercise, f"pairs.{pair}.left"), self._words(exercise, f"pairs.{partner}.right")
            )

    def _pick(self, card, row, option):
        card.get_by_title(f"{row} — {option}", exact=True).click()

    def _number(self, exercise, card, right):
        card.locator("input").fill(str(exercise.key["answer"] if right else exercise.key["answer"] + 1000))
        card.locator("input").blur()

    def _text(self, exercise, card, right):
        card.locator("textarea").fill(self._words(exercise, "model") if right else "…")
        card.locator("textarea").blur()

    def _dialogue(self, exercise, card, right):
        if card.locator(".verdict").count():
            card.locator(".buttons button").first.click()
            card.locator(".verdict").wait_for(state="detached")
        for turn, option in path(exercise, best=right):
            said = self._words(exercise, f"turns.{turn}.options.{option}.say")
            card.locator("button.option").filter(has_text=said).first.click()
            card.locator(".seller").filter(has_text=said).last.wait_for()
            self.page.wait_for_timeout(350)

    def _call(self, exercise, card, right):
        if card.locator(".verdict").count():
            card.locator(".buttons button:visible").first.click()
            card.locator(".verdict").wait_for(state="detached")
        client = self.opened._words_of(exercise)["client"]
        for n, text in enumerate(client["good" if right else "poor"], 1):
            card.locator("textarea").fill(text)
            card.locator("textarea").blur()
            self.page.wait_for_timeout(350)
            card.locator("button.main").click()
            card.locator(".seller").nth(n - 1).wait_for()
            if card.locator(".verdict").count() or card.locator("textarea").is_hidden():
                break


def path(exercise, *, best):
    """(turn, option) for each step to the best end, or to the worst."""
    waiting, ends = deque([start(exercise)]), {}
    while waiting:
        talk = waiting.popleft()
        if talk.end:
            ends.setdefault(talk.end, talk.taken)
            continue
        if len(talk.taken) < 12:
            waiting.extend(step(exercise, talk, option) for option in exercise.key["turns"][talk.turn])
    worth = {end: exercise.key["ends"][end]["points"] for end in ends}
    return ends[(max if best else min)(worth, key=worth.get)]
