"""What one export alone does not tell: orders in two files, documents posted again, one client under several names."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace

from .export import Col, Export, dressed, heads, in_book, tidy
from .files import Page, book, packed, text
from .forms import COMMA, DMY, DOT, ISO, plain
from .plain import cols_of
from .truth import WORDS, Sale, chance, orders, sales


def _joined(first: Sequence[Sale], second: Sequence[Sale]) -> tuple[list[Sale], dict[str, int]]:
    """What two exports give together: an order in both is taken from the second; what of the first is set aside."""
    again = {line.order for line in second}
    left = [line for line in first if line.order in again]
    same = sum(line in second for line in left)
    counts = {"overlap": same, "replaced": len(left) - same}
    return [line for line in first if line.order not in again] + list(second), {k: n for k, n in counts.items() if n}


def overlapping(lang: str, name: str, days: tuple[str, str], change: bool, zipped: bool) -> Export:
    """January, and then mid-January to mid-February; ``change``: two documents were posted again."""
    found = orders(sales(name, lang, 70, days=44))
    split = (
        [o for o in found if o[0].at.isoformat() < "2024-02-01"],
        [o for o in found if o[0].at.isoformat() > "2024-01-16"],
    )
    first = [line for order in split[0] for line in order]
    second = [line for order in split[1] for line in order]
    twice = split[1][1][0]  # the same goods on two lines of one order: bought twice, no repetition
    first = [x for line in first for x in ([line] * 2 if line == twice else [line])]
    second = [x for line in second for x in ([line] * 2 if line == twice else [line])]
    posted = {split[1][2][0].order, split[1][4][0].order} if change else set()
    second = [replace(x, quantity=x.quantity + 2) if x.order in posted else x for x in second]
    cols = cols_of(
        lang, ordered_at=ISO if lang == "en" else DMY, **({"amount": DOT, "unit_price": DOT} if lang == "en" else {})
    )
    delimiter = "," if lang == "en" else ";"
    files = {
        f"{name}-{day}.csv": text([heads(cols), *dressed(cols, part)], delimiter)
        for day, part in zip(days, (first, second), strict=True)
    }
    lines, aside = _joined(first, second)
    shape = "two exports that overlap: the orders in both are to be taken once, two equal lines of one order stay two"
    if change:
        shape += "; two documents were posted again with other sums: the later export holds"
    return Export(
        name,
        lang,
        shape + (" (both in one zip)" if zipped else ""),
        {f"{name}.zip": packed(files)} if zipped else files,
        set_aside=aside,
        any_order=True,
        may_ask=["overlap", "vat", "currency"],
        **tidy(cols, lines),
    )


SPELLINGS = {
    "uk": {
        "ТОВ «Ромашка»": ["Ромашка, ТОВ", 'ТОВ "РОМАШКА"', "ТзОВ Ромашка"],
        "ФОП Гайова О. П.": ["Гайова О.П. ФОП"],
        "Готель «Під липою»": [],
    },
    "ru": {
        "ООО «Ромашка»": ["Ромашка, ООО", 'ООО "РОМАШКА"', "Ромашка ООО"],
        "ИП Щербаков Ю. Э.": ["Щербаков Ю.Э., ИП"],
        "Гостиница «Под липой»": [],
    },
    "en": {
        "Acorn & Sons Ltd": ["Acorn and Sons Limited", "ACORN & SONS LTD."],
        "O'Brien Stationery": ["O’Brien Stationery"],
        "Willow Bakery": [],
    },
}
OTHERS = {"uk": "ТОВ «Ромашка Плюс»", "ru": "ООО «Ромашка Плюс»", "en": "Acorn Partners Ltd"}  # a client of its own


def spellings(lang: str) -> Export:
    name = f"{lang}-client-spellings"
    names = SPELLINGS[lang]
    truth, r = [*names, OTHERS[lang]], chance(name + " spelling")
    lines = sales(name, lang, 44, clients=truth)
    written = {id(x): r.choice([x.client, *names.get(x.client, [])]) for x in lines}
    cols = [
        c
        for c in cols_of(lang, ordered_at=ISO if lang == "en" else DMY, amount=DOT if lang == "en" else COMMA)
        if c.name != "unit_price"
    ]
    as_written = [c._replace(of=lambda x: written[id(x)]) if c.name == "client_id" else c for c in cols]
    merged = {main: sorted({written[id(x)] for x in lines if x.client == main} - {main}) for main in names}
    return Export(
        name,
        lang,
        f"one client under several spellings; {OTHERS[lang]} is another: merging is suggested, done with consent only",
        {f"{name}.csv": text([heads(cols), *dressed(as_written, lines)], "," if lang == "en" else ";", "utf-8")},
        questions=["client"],
        answers={"client": {main: found for main, found in merged.items() if found}},
        may_ask=["vat", "currency"],
        **tidy(cols, lines),
    )


def two_codes() -> Export:
    """One client entered twice in the accounting system: the same tax number, two codes, sales under both."""
    name = "ru-client-two-codes"
    lines, r = sales(name, "ru", 44), chance(name + " codes")
    first = {x.client: x.code for x in lines}
    doubled = sorted(first)[:2]
    second = {firm: f"{int(first[firm]) + 5000:08d}" for firm in doubled}
    written = {id(x): r.choice([x.code, second.get(x.client, x.code)]) for x in lines}
    tax = {firm: f"77{int(code) * 104729 % 10**8:08d}" for firm, code in first.items()}
    cols = [
        Col("Код клиента", "client_id", "code"),
        Col("Контрагент", None, "client"),
        Col("ИНН", "ИНН", lambda x: tax[x.client]),
        *(c for c in cols_of("ru", ordered_at=DMY) if c.name not in ("client_id", "unit_price")),
    ]
    as_written = [cols[0]._replace(of=lambda x: written[id(x)]), *cols[1:]]
    merged = {first[firm]: [second[firm]] for firm in doubled if second[firm] in written.values()}
    return Export(
        name,
        "ru",
        "one client under two codes with one name and one tax number: merging is suggested, done with consent only",
        {f"{name}.csv": text([heads(cols), *dressed(as_written, lines)], ";", "cp1251")},
        questions=["client"],
        answers={"client": merged},
        others={"ИНН": "id"},
        **tidy(cols, lines),
    )


def clients(lang: str, name: str, words: Sequence[str]) -> Export:
    """The list of counterparties: folders among the clients, several legal entities of one client."""
    r, firms = chance(name), WORDS[lang]["clients"]
    rows = []
    for n, firm in enumerate(firms):
        head = f"{1200:08d}" if n in (3, 7) else ""
        rows.append(
            SimpleNamespace(
                code=f"{1200 + 37 * n:08d}",
                name=firm,
                parent=head,
                city=r.choice(WORDS[lang]["branches"]),
                manager=WORDS[lang]["managers"][n % 3],
                tax=f"{int(r.random() * 10**8):08d}",
                phone=f"+{380 if lang == 'uk' else 7} 00 000-00-{n:02d}",
                email=f"client{n + 1}@example.com",
            )
        )
    of = ("code", "name", "tax", "parent", "city", "manager", "phone", "email")
    ours = ("client_id", "client_name", words[2], "parent_id", "region", "manager_id", "phone", "email")
    cols = [Col(head, our, attribute, plain) for head, our, attribute in zip(words, ours, of, strict=True)]
    return Export(
        name,
        lang,
        "list of counterparties with codes and tax numbers that may begin with 0, several legal entities of one client",
        {f"{name}.xlsx": book(Page([heads(cols), *in_book(cols, rows)], "TDSheet", bold=[1]))},
        table="clients",
        others={words[2]: "id"},
        may_ask=["columns", "client"],
        **tidy(cols, rows),
    )


def calls() -> Export:
    """Calls and letters of a CRM: words of their own for what the contract has a few words for."""
    r, words = chance("ru-crm-activities"), WORDS["ru"]
    ours = {
        "Звонок исходящий": ("phone", "us"),
        "Звонок входящий": ("phone", "client"),
        "Письмо": ("email", "us"),
        "Встреча": ("meeting", "us"),
    }
    rows = []
    for line in sales("ru-crm-activities", "ru", 50):
        kind = r.choice(list(ours))
        rows.append(
            SimpleNamespace(
                client=line.client,
                at=line.at,
                kind=kind,
                channel=ours[kind][0],
                manager=line.manager,
                result=r.choice(["Договорились о встрече", "Не дозвонились", "Отказ", "Думает", ""]),
                note=r.choice(words["comments"]["fair"]),
            )
        )
    stamp = lambda at: f"{at:%d.%m.%Y %H:%M}"  # noqa: E731
    cols = [
        Col("Клиент", "client_id", "client"),
        Col("Дата", "contacted_at", "at", stamp),
        Col("Тип", None, "kind"),
        Col("Менеджер", "manager_id", "manager"),
        Col("Результат", "outcome", "result"),
        Col("Комментарий", "Комментарий", "note"),
    ]
    truth = [*cols, Col("", "channel", "channel")]
    mapping = {word: channel for word, (channel, _) in ours.items()}
    return Export(
        "ru-crm-activities",
        "ru",
        "calls, letters and meetings of a CRM under words of their own",
        {"ru-crm-activities.csv": text([heads(cols), *dressed(cols, rows)], ";", "cp1251", csv.QUOTE_ALL)},
        table="contacts",
        may_ask=["words", "columns"],
        answers={"words": {"channel": mapping}},
        **tidy(truth, rows),
    )


def exports() -> list[Export]:
    uk = (
        "Код",
        "Найменування",
        "ЄДРПОУ",
        "Головний контрагент",
        "Місто",
        "Відповідальний",
        "Телефон",
        "Електронна пошта",
    )
    ru = ("Код", "Наименование", "ИНН", "Головной контрагент", "Город", "Ответственный", "Телефон", "Электронная почта")
    months = ("2024-01-31", "2024-02-15")
    return [
        overlapping("en", "en-overlap", months, change=False, zipped=False),
        overlapping("uk", "uk-overlap", months, change=False, zipped=True),
        overlapping("ru", "ru-posted-again", months, change=True, zipped=False),
        overlapping("uk", "uk-posted-again", months, change=True, zipped=False),
        spellings("uk"),
        spellings("ru"),
        spellings("en"),
        two_codes(),
        clients("uk", "uk-bas-clients", uk),
        clients("ru", "ru-1c-clients", ru),
        calls(),
    ]
