"""The simulated client: what an answer takes, what it costs, and how each persona is won and lost."""

import csv
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbook.coach import client
from salesbook.coach.call import LONGEST
from salesbook.coach.client import begin, debrief, hang_up, say, suggest
from salesbook.coach.spin import SpinVerdict
from salesbook.coach.steps import matter, opens, proposes
from salesbook.coach.told import told
from salesbook.coach.topics import matches, nearest
from salesbook.lessons import client_problems, personas, read_client_words

EXERCISES = Path(__file__).parents[2] / "exercises"
PERSONAS = personas([EXERCISES])
EACH = [(persona, lang) for persona in PERSONAS for lang in persona.languages]
CLINIC = next(persona for persona in PERSONAS if persona.id == "clinic")
WON = ("order", "advance")

FACT = "And how often do you order consumables?"
PROBLEM = "How often does it happen that gloves are delivered late?"
EFFECT = "What happens to the surgeries and the patients on the days when the gloves have run out?"
PAYOFF = "How would it help you if the gloves always arrived on the promised day?"
OFFER = "We have the best gloves on the market and a special offer this week."
PUSH = "Shall we sign the contract today?"

MEANT = {  # what each line of the good call does, and what it finds
    "builder": "S:crew S:supplier P:late-mix I:late-mix/crew-idle I:late-mix/next-trade N:late-mix P:cracks I:cracks/rework "
    "I:cracks/retention N:cracks interested:price taken:price settled:price order:",
    "burnt-director": "S:books S:orders P:late-papers I:late-papers/money-waits I:late-papers/own-weekends N:late-papers "
    "P:blind-costing I:blind-costing/loss-orders I:blind-costing/bank-loan N:blind-costing interested:promises "
    "taken:promises settled:promises order:",
    "cafe-chain": "S:cafes S:roaster P:machine-down I:machine-down/lost-mornings I:machine-down/next-door N:machine-down "
    "P:uneven-beans P:training I:training/owner-time I:training/regulars N:training interested:tied settled:tied order:",
    "clinic": "S:rooms S:orders P:late-gloves I:late-gloves/rooms-idle I:late-gloves/overtime N:late-gloves P:expired-stock "
    "I:expired-stock/write-offs I:expired-stock/inspection N:expired-stock interested:price taken:price settled:price order:",
    "loyal-buyer": "S:stock S:volume P:big-lots I:big-lots/rent I:big-lots/frozen-money N:big-lots P:torn-film "
    "I:torn-film/rejected-pallets I:torn-film/chain-contract N:torn-film interested:loyalty taken:loyalty "
    "settled:loyalty order:",
    "online-shop": "S:orders S:packing S:carrier P:late-parcels I:late-parcels/refusals I:late-parcels/reviews "
    "N:late-parcels P:peak-jam I:peak-jam/ads-off I:peak-jam/plans N:peak-jam interested:control settled:control order:",
}
NEEDS = 2, 6  # lines of the clinic's good call that make a difficulty worth solving
STEPS = [
    ("en", "Could we do one trial box next Tuesday?"),
    ("en", "Can we meet on Thursday at ten?"),
    ("en", "May I send you a sample on Tuesday?"),
    ("en", "Let’s try one delivery next week."),
    ("uk", "Давайте спробуємо одну поставку на наступний вівторок?"),
    ("uk", "Можемо зустрітися в четвер о десятій?"),
    ("uk", "Можу я надіслати зразки у вівторок?"),
    ("ru", "Привезём десять рулонов во вторник?"),
    ("ru", "Можем встретиться в четверг в десять?"),
    ("ru", "Попробуем одну поставку в следующий вторник?"),
    ("ru", "Могу я привезти образцы во вторник?"),
]
OPENINGS = [
    ("en", "Do you have a couple of minutes?"),
    ("en", "Is now a good time?"),
    ("en", "Hi Helen, how is business?"),
    ("uk", "Зручно говорити?"),
    ("uk", "Є кілька хвилин?"),
    ("uk", "Ірино, вітаю! Як бізнес?"),
    ("ru", "Удобно говорить?"),
    ("ru", "Есть пара минут?"),
    ("ru", "Михаил, привет! Как бизнес?"),
    ("ru", "Ольга, здравствуйте, это Андрей из «Дента». У вас есть минутка?"),
]

each_client = pytest.mark.parametrize(("persona", "lang"), EACH, ids=[f"{p.id}-{lang}" for p, lang in EACH])


def played(lines, persona=CLINIC, lang="en", seed=0, call=None):
    words, call = read_client_words(persona, lang), call or begin(persona)
    for text in lines:
        call = say(persona, words, call, text, lang, seed)
    return call


def judged(monkeypatch, label, sort="", sure=True, runner_up=""):
    """From here on every sentence is judged so."""
    verdict = SpinVerdict(label, sort, 0.9 if sure else 0.4, sure, runner_up)
    monkeypatch.setattr(client, "classify", lambda *_: verdict)


def of_sort(sort, lang):
    with (EXERCISES / "bank" / f"spin.{lang}.csv").open(encoding="utf-8") as file:
        return [row["text"] for row in csv.DictReader(file) if row["sort"] == sort]


def test_there_are_six_clients_in_three_languages_two_of_them_difficult():
    assert client_problems([EXERCISES]) == []
    assert len(PERSONAS) >= 6
    assert {persona.languages for persona in PERSONAS} == {("en", "uk", "ru")}
    assert sum(persona.difficult for persona in PERSONAS) >= 2


@each_client
def test_a_good_call_wins_an_order_and_costs_nothing(persona, lang):
    words = read_client_words(persona, lang)
    call = played(words["good"], persona, lang)
    assert call.end == "order", [(line.kind, line.text) for line in call.transcript]
    assert call.patience >= persona.patience - 1
    assert debrief(persona, words, call).share > 0.9


@each_client
def test_a_poor_call_loses(persona, lang):
    words = read_client_words(persona, lang)
    call = played(words["poor"], persona, lang)
    assert call.end not in WON
    assert debrief(persona, words, call).share < 0.2


@each_client
def test_no_client_is_won_by_pitching_or_by_pushing(persona, lang):
    for sort in ("pitch", "closing"):
        assert played(of_sort(sort, lang)[:LONGEST], persona, lang).end not in WON


@each_client
def test_no_client_is_won_by_repeating_one_question(persona, lang):
    for text in read_client_words(persona, lang)["good"]:
        assert played([text] * LONGEST, persona, lang).end == "no-sale"


@each_client
def test_whoever_follows_the_suggestions_wins(persona, lang):
    words, call = read_client_words(persona, lang), begin(persona)
    while not call.end and (text := suggest(persona, words, call, lang)):
        call = say(persona, words, call, text, lang)
    assert call.end == "order"


@each_client
def test_each_line_of_a_good_call_is_read_as_it_is_meant(persona, lang):
    call = played(read_client_words(persona, lang)["good"], persona, lang)
    read = [f"{line.label if line.label != 'none' else line.kind}:{line.topic}" for line in call.transcript]
    assert read == MEANT[persona.id].split()
    assert [line.faults for line in call.transcript] == [()] * len(read)


def test_what_is_suggested_is_the_step_that_is_due():
    words = read_client_words(CLINIC, "en")
    good = words["good"]
    for said, due in [([], 0), (good[2:3], 3), (good[2:5], 5), (good[2:6], 6), (good[2:10], 10), (good[2:11], 11)]:
        assert suggest(CLINIC, words, played(said), "en") == good[due]
    assert suggest(CLINIC, words, played([FACT]), "en") == PROBLEM
    assert suggest(CLINIC, words, played([OFFER]), "en") != good[0]


@each_client
def test_no_suggestion_repeats_or_greets_once_more(persona, lang):
    words, call = read_client_words(persona, lang), begin(persona)
    while not call.end:
        text = suggest(persona, words, call, lang)
        assert text not in call.asked
        call = say(persona, words, call, text, lang)
        assert not call.transcript[-1].cost
    assert [line.kind for line in call.transcript].count("fact") == 1


@pytest.mark.parametrize(("lang", "text"), STEPS)
def test_a_proposed_step_is_agreed_once_a_worth_was_named_and_is_a_push_before(lang, text):
    good = read_client_words(CLINIC, lang)["good"]
    early = played([text], lang=lang).transcript[-1]
    assert (early.sort, early.kind, early.cost) == ("closing", "refuses", 2)
    assert played([*good[slice(*NEEDS)], text], lang=lang).end == "advance"
    assert played([*good[slice(*NEEDS)], good[10], text], lang=lang).end == "advance"  # with a concern open


@pytest.mark.parametrize(
    "text",
    [
        "How often do you try samples?",
        "What would it give you if we could bring it every Tuesday?",
        "We deliver on the same day every week.",
        "Чем бы вам помогло, если бы мы привезли всё во вторник?",
        "Скільки зразків вам надсилали у вівторок?",
    ],
)
def test_not_every_day_of_the_week_is_a_proposal(text):
    assert proposes(text) == ""


@pytest.mark.parametrize(("lang", "text"), OPENINGS)
def test_an_opening_is_small_talk_answered_kindly_and_costs_nothing(lang, text):
    call = played([text], lang=lang)
    line = call.transcript[-1]
    assert (line.sort, line.kind, line.cost, line.faults) == ("small-talk", "small_talk", 0, ())
    assert call.patience == CLINIC.patience


def test_what_is_asked_after_an_opening_is_what_counts():
    assert matter("Good morning. Do you have a minute? Who keeps the books?", {}) == "Who keeps the books?"
    assert not opens("How are things with the deliveries?", {})
    assert not opens("We have the best gloves, only today. Do you have a minute?", {})
    call = played(["Good morning, Helen. Is now a good time? How often do you order consumables?"])
    assert (call.transcript[-1].label, call.known) == ("S", ("orders",))


@pytest.mark.parametrize(
    ("persona", "lang", "text"),
    [
        ("loyal-buyer", "en", "How much do you spend on packaging?"),
        ("loyal-buyer", "en", "How often is packaging delivered to your warehouse?"),
        ("loyal-buyer", "uk", "Як часто вам привозять пакування на склад?"),
        ("loyal-buyer", "ru", "Как часто вам привозят упаковку на склад?"),
        ("cafe-chain", "en", "How much do you pay per kilo?"),
        ("cafe-chain", "ru", "Почём берёте килограмм?"),
    ],
)
def test_an_amount_or_a_frequency_is_a_question_about_the_situation(persona, lang, text):
    line = played([text], next(each for each in PERSONAS if each.id == persona), lang).transcript[-1]
    assert (line.label, line.kind, line.faults) == ("S", "fact", ())


def test_an_amount_that_is_lost_is_a_consequence():
    line = played(["How much money do you lose in a year on late gloves?"]).transcript[-1]
    assert (line.label, line.kind) == ("I", "too_early")


def test_a_concern_is_settled_by_what_answers_it_and_nothing_else():
    cafe = next(persona for persona in PERSONAS if persona.id == "cafe-chain")
    offer = "Мы обжариваем лучший кофе в стране и хотим предложить его вам."
    beside = ["Почём берёте килограмм?", "Мы на 20% дешевле."]
    call = played([offer, *beside], cafe, "ru")
    assert (call.open, call.taken, call.settled) == ("tied", False, ())
    call = played([offer, "То есть вас беспокоят машины?", "Мы на 20% дешевле."], cafe, "ru")
    assert (call.transcript[-1].kind, call.settled) == ("beside", ())
    assert played(["Мы поставим свои машины бесплатно в тот же вечер."], cafe, "ru", call=call).settled == ("tied",)


def test_a_question_about_the_worry_takes_it_up_without_naming_it():
    assert played([OFFER, "What exactly worries you?"]).taken
    assert not played([OFFER, "I understand."]).taken


def test_a_fact_is_told_and_asked_again_it_is_not_told_anew():
    call = played([FACT, "How many items are there in an order?"])
    assert [(line.kind, line.topic) for line in call.transcript] == [("fact", "orders"), ("told", "")]
    assert call.known == ("orders",)
    assert "every other Thursday" in call.transcript[0].reply


def test_a_fifth_situation_question_tires():
    call = played(
        ["How many surgeries do you have?", FACT, "Who is your supplier now?", "What are your payment terms?"]
    )
    assert call.patience == CLINIC.patience
    call = played(["Who signs the orders at your practice?"], call=call)
    assert (call.transcript[-1].label, call.transcript[-1].cost) == ("S", 1)


def test_a_problem_is_admitted_only_to_one_who_asks_near_it():
    call = played(["What difficulties do you have?"])
    assert (call.transcript[-1].kind, call.admitted) == ("hint", ())
    call = played([PROBLEM], call=call)
    assert call.admitted == ("late-gloves",)
    assert call.transcript[-1].reply == read_client_words(CLINIC, "en")["problems"]["late-gloves"]["say"]


def test_a_hint_taken_up_by_its_own_words_leads_to_the_problem(monkeypatch):
    judged(monkeypatch, "P")
    call = played(["What difficulties do you have?", "What makes those days nervous?"])
    assert call.admitted == ("late-gloves",)


def test_consequences_come_after_the_problem_and_the_worth_after_a_consequence():
    call = played([EFFECT, PAYOFF])
    assert [line.kind for line in call.transcript] == ["too_early", "no_worth_yet"]
    assert call.patience == CLINIC.patience
    call = played([PROBLEM, PAYOFF, EFFECT, PAYOFF])
    assert [line.kind for line in call.transcript] == ["admitted", "no_worth_yet", "implication", "worth"]
    assert (call.told, call.worth) == (("late-gloves/rooms-idle",), ("late-gloves",))


def test_a_consequence_not_named_is_the_next_one_of_the_last_problem_until_none_is_left(monkeypatch):
    call = played([PROBLEM])
    judged(monkeypatch, "I")
    call = played(["And what does that lead to?", "What else follows from that?", "Anything further?"], call=call)
    assert [line.topic for line in call.transcript[1:]] == ["late-gloves/rooms-idle", "late-gloves/overtime", ""]
    assert call.transcript[-1].kind == "no_more"


def test_a_question_without_its_mark_is_answered_where_it_speaks_of_what_the_client_knows(monkeypatch):
    judged(monkeypatch, "none", "statement", runner_up="P")
    assert played(["and gloves, delivered late at times"]).admitted == ("late-gloves",)
    assert played(["The gloves are delivered late."]).admitted == ()


def test_a_greeting_before_a_question_does_not_hide_it():
    call = played(["Good afternoon, I’ll be brief. Who keeps the books for you now?"])
    assert (call.transcript[0].label, call.patience) == ("S", CLINIC.patience)


def test_an_early_offer_draws_a_concern_and_costs_patience():
    call = played([OFFER])
    assert (call.open, call.patience) == ("price", CLINIC.patience - 1)
    assert call.transcript[0].reply.endswith("Your gloves are dearer than what we pay now.")


def test_a_concern_is_settled_by_taking_it_up_and_arguing_in_one_turn_or_two():
    asked = "So the price of the gloves is what worries you. What exactly do you compare it with?"
    argued = "The difference is eighteen pounds on sixty boxes, and we take unopened packs back free of charge."
    call = played([OFFER, asked])
    assert (call.transcript[-1].kind, call.settled) == ("taken", ())
    assert call.transcript[-1].reply.startswith("I compare box for box")
    assert played([argued], call=call).settled == ("price",)
    assert played([OFFER, f"So the price worries you, I understand that. {argued}"]).settled == ("price",)
    assert played([OFFER, argued]).settled == ()


def test_questions_on_other_matters_leave_a_concern_open_and_are_answered():
    call = played([OFFER, "How many surgeries do you have?", PROBLEM])
    assert (call.known, call.admitted, call.open) == (("rooms",), ("late-gloves",), "price")


def test_an_early_end_is_refused_and_a_second_one_ends_the_call():
    call = played([PUSH])
    assert (call.transcript[-1].kind, call.patience, call.end) == ("refuses", CLINIC.patience - 2, "")
    call = played(["So when may I send you the invoice?"], call=call)
    assert call.end == "no-sale"
    assert call.transcript[-1].reply.endswith(read_client_words(CLINIC, "en")["ends"]["no-sale"])


def test_a_worth_stated_makes_a_step_forward_and_the_whole_rule_an_order(monkeypatch):
    one = played([PROBLEM, EFFECT, PAYOFF])
    two = replace(one, worth=("late-gloves", "expired-stock"), settled=("price",))
    judged(monkeypatch, "none", "closing")
    assert played([PUSH], call=one).end == "advance"
    assert played([PUSH], call=replace(two, settled=())).end == "advance"
    assert played([PUSH], call=two).end == "order"


def test_rudeness_ends_the_call_at_once(monkeypatch):
    judged(monkeypatch, "none", "rude")
    call = played(["You are a fool."])
    assert (call.end, call.turn) == ("no-sale", 1)
    assert played([FACT], call=call) == call


def test_a_question_asked_again_costs_patience_but_not_one_that_had_no_answer_yet():
    call = played([FACT, "and how often do you order consumables"])
    assert (call.transcript[-1].kind, call.transcript[-1].cost) == ("repeated", 1)
    assert played([PAYOFF, PROBLEM, EFFECT, PAYOFF]).worth == ("late-gloves",)


@pytest.mark.parametrize(
    ("label", "sort"), [("none", "pitch"), ("none", "closing"), ("none", "rude"), ("S", ""), ("I", "")]
)
def test_what_is_not_sure_never_costs_anything(monkeypatch, label, sort):
    judged(monkeypatch, label, sort, sure=False, runner_up="none" if label != "none" else "")
    lines = [
        "Tomorrow then",
        "A word on parking",
        "Something about colours",
        "Seven green hills",
        "Whatever else",
        "Blue",
    ]
    call = played(lines)
    assert (call.patience, call.trust, call.end) == (CLINIC.patience, CLINIC.trust, "")


def test_of_two_readings_the_one_that_leads_further_counts(monkeypatch):
    judged(monkeypatch, "none", "pitch", sure=False, runner_up="P")
    assert played(["gloves delivered late?"]).admitted == ("late-gloves",)


def test_a_call_ends_after_forty_turns_with_nothing_agreed(monkeypatch):
    judged(monkeypatch, "none", "small-talk")
    call = played(
        f"{letter * 9} {n} {letter * 7}" for n, letter in enumerate("abcdefghijklmnopqrstuvwxyzабвгґдеєжзиіїйклмно")
    )
    assert (call.turn, call.end) == (LONGEST, "continuation")


def test_whoever_hangs_up_has_agreed_nothing():
    words = read_client_words(CLINIC, "en")
    call = hang_up(words, played([FACT]))
    assert (call.end, call.transcript[-1].reply) == ("continuation", words["ends"]["continuation"])
    assert hang_up(words, call) == call


def test_the_same_seed_gives_the_same_call_and_another_other_words():
    lines = read_client_words(CLINIC, "en")["poor"]
    assert played(lines) == played(lines)
    assert len({played(lines, seed=seed).transcript for seed in range(5)}) > 1
    assert len({tuple(line.kind for line in played(lines, seed=seed).transcript) for seed in range(5)}) == 1


def test_a_debrief_tells_what_came_to_light_where_it_turned_and_what_was_weak():
    words = read_client_words(CLINIC, "en")
    told = debrief(CLINIC, words, played([OFFER, FACT, PROBLEM, EFFECT, PUSH]))
    assert told.mix == ("none", "S", "P", "I", "none")
    assert told.found["problems"] == ("late-gloves",)
    assert told.hidden["problems"] == ("expired-stock",)
    assert told.turning == (0, 2, 4)
    assert (told.best, told.weakest) == (3, 4)
    assert told.better == "What difficulties do you have with tracking expiry dates in the storeroom?"
    assert told.criteria["problems"] == (1, 2)
    assert told.criteria["care"] == (0, 1)


def test_an_offer_that_met_a_need_is_never_the_weakest(monkeypatch):
    words = read_client_words(CLINIC, "en")
    call = played(words["good"][2:10])
    judged(monkeypatch, "none", "pitch")
    call = played(["Then would you like our gloves on a fixed day?"], call=call)
    line = replace(call.transcript[-1], faults=("disguised",))
    call = replace(call, transcript=(*call.transcript[:-1], line))
    assert line.kind == "interested"
    assert debrief(CLINIC, words, call).weakest is None


@each_client
def test_what_would_have_been_better_is_a_line_of_the_persona_s_own(persona, lang):
    words = read_client_words(persona, lang)
    for lines in (words["poor"], [*words["good"][:3], words["good"][2]], ["How does that affect your profits?"]):
        assert debrief(persona, words, played(lines, persona, lang)).better in ("", *words["good"])


def test_the_same_answer_is_not_given_twice_in_a_row(monkeypatch):
    judged(monkeypatch, "none", "statement")
    for seed in range(5):
        first, second = played(["One thing is plain.", "Nothing else is."], seed=seed).transcript
        assert first.reply != second.reply


def test_what_was_learned_is_told_without_the_chatter_before_it():
    words = read_client_words(CLINIC, "en")
    assert told(words, "problems", "late-gloves").startswith("About once a month the delivery comes")
    assert told(words, "implications", "late-gloves/overtime").startswith("A nurse goes round")
    assert told(words, "facts", "orders") == words["facts"]["orders"]["say"]


def test_in_place_of_a_question_asked_too_soon_the_debrief_gives_the_one_that_was_due():
    words = read_client_words(CLINIC, "en")
    told = debrief(CLINIC, words, played([PROBLEM, PAYOFF]))
    assert (told.weakest, told.better) == (1, EFFECT)


def test_a_debrief_of_a_call_not_begun_has_no_best_and_no_weakest():
    told = debrief(CLINIC, read_client_words(CLINIC, "en"), begin(CLINIC))
    assert (told.best, told.weakest, told.turning, told.share) == (None, None, (), 0)


def test_a_topic_is_the_one_with_most_words_and_survives_a_slip():
    topics = {"late": ["deliver", "late", "в срок"], "stock": ["stock", "склад"]}
    assert matches("Is the stock delivered late?", topics) == {"late": 2, "stock": 1}
    assert nearest("Приходит ли товар в срок на склад", topics, {"stock"}) == "stock"
    assert nearest("any trouble with delviery", topics) == "late"
    assert nearest("a livestock question", topics) == ""


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=80) | st.sampled_from([OFFER, PUSH, PROBLEM, EFFECT, PAYOFF]), max_size=6))
def test_nothing_that_is_typed_breaks_a_call(lines):
    for persona in PERSONAS[:2]:
        call = played(lines, persona, "uk")
        assert 0 <= debrief(persona, read_client_words(persona, "uk"), call).share <= 1
        assert all(line.reply for line in call.transcript)


@pytest.mark.parametrize(
    "text",
    ["", " \n", "?" * 500, "\0\x1b[31m", "<script>alert(1)</script>", "🙂" * 300, "שלום؟", "gloves late? " * 9000],
)
def test_hostile_texts_are_answered_soon(text):
    begun = time.process_time()
    call = played([OFFER, text])
    assert call.transcript[-1].reply
    assert time.process_time() - begun < 2
