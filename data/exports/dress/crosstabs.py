"""Cross-tabs: months in columns, with years above, with rows of price and quantity in turn, plan beside fact."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from types import SimpleNamespace

from .export import Col, Export, money, tidy
from .files import Page, book, open_document
from .forms import typed
from .truth import WORDS, chance


def _cells(
    name: str, lang: str, labels: Sequence[str], months: Sequence[dt.date], empty: float = 0.08
) -> list[SimpleNamespace]:
    """One value for each label and month; some months a label has none."""
    r, prices = chance(name), dict(WORDS[lang]["products"])
    found = []
    for label in labels:
        for month in months:
            quantity, gone = r.randrange(2, 90), r.random() < empty
            price = Decimal(str(prices.get(label, 40))) + r.randrange(0, 20)
            if not gone:
                found.append(
                    SimpleNamespace(
                        label=label, month=month, quantity=Decimal(quantity), price=price, amount=price * quantity
                    )
                )
    return found


def _months(first: int, last: int) -> list[dt.date]:
    return [dt.date(year, month, 1) for year in range(first, last + 1) for month in range(1, 13)]


def _row(found: Sequence[SimpleNamespace], label: str, months: Sequence[dt.date], of: str) -> list:
    known = {cell.month: getattr(cell, of) for cell in found if cell.label == label}
    return [typed(known[month]) if month in known else "" for month in months]


def uk_price_and_quantity() -> Export:
    """Years above months; under each product a row of its price and a row of its quantity."""
    labels, months = [name for name, _ in WORDS["uk"]["products"]], _months(2022, 2023)
    found = _cells("uk-crosstab-price-quantity", "uk", labels, months)
    heads = WORDS["uk"]["months"]
    rows: list[list] = [["", "", "2022 рік", *[""] * 11, "2023 рік"], ["Товар", "", *heads, *heads]]
    areas = ["C1:N1", "O1:Z1"]
    for label in labels:
        areas.append(f"A{len(rows) + 1}:A{len(rows) + 2}")
        rows.append([label, "Ціна, грн", *_row(found, label, months, "price")])
        rows.append(["", "Кількість, шт.", *_row(found, label, months, "quantity")])
    cols = [
        Col("", "product", "label"),
        Col("", "ordered_at", "month"),
        Col("", "unit_price", "price"),
        Col("", "quantity", "quantity"),
    ]
    return Export(
        "uk-crosstab-price-quantity",
        "uk",
        "cross-tab: two years above months in columns, rows of price and of quantity take turns",
        {"uk-crosstab-price-quantity.xlsx": book(Page(rows, "Аркуш1", merged=areas))},
        may_ask=["columns"],
        any_order=True,
        **tidy(cols, found),
    )


def ru_clients_by_month() -> Export:
    """Months whose year only the title tells; a column and a row of sums."""
    labels, months = WORDS["ru"]["clients"], _months(2023, 2023)
    found = _cells("ru-crosstab-clients", "ru", labels, months, empty=0.2)
    rows: list[list] = [["Продажи по клиентам за 2023 год, руб."], [], ["Клиент", *WORDS["ru"]["months"], "Итого"]]
    for label in labels:
        rows.append(
            [label, *_row(found, label, months, "amount"), float(sum(c.amount for c in found if c.label == label))]
        )
    sums = [float(sum(c.amount for c in found if c.month == month)) for month in months]
    everything = sum((cell.amount for cell in found), Decimal(0))
    rows.append(["Итого", *sums, float(everything)])
    cols = [Col("", "client_id", "label"), Col("", "ordered_at", "month"), Col("", "amount", "amount")]
    return Export(
        "ru-crosstab-clients",
        "ru",
        "cross-tab of clients and months, the year in the title only, a column and a row of sums",
        {"ru-crosstab-clients.xlsx": book(Page(rows, "Лист1", merged=["A1:N1"]))},
        set_aside={"total": 1},
        totals={"amount": money(everything)},
        may_ask=["columns", "vat"],
        any_order=True,
        **tidy(cols, found),
    )


def en_crosstab() -> Export:
    labels, months = [name for name, _ in WORDS["en"]["products"]], _months(2023, 2023)[:12]
    found = _cells("en-crosstab-products", "en", labels, months)
    heads = [f"{month:%b} 2023" for month in months]
    rows: list[list] = [["Product", *heads, "Total"]]
    for label in labels:
        rows.append(
            [label, *_row(found, label, months, "amount"), float(sum(c.amount for c in found if c.label == label))]
        )
    everything = sum((cell.amount for cell in found), Decimal(0))
    sums = [float(sum(c.amount for c in found if c.month == month)) for month in months]
    rows.append(["Total", *sums, float(everything)])
    cols = [Col("", "product", "label"), Col("", "ordered_at", "month"), Col("", "amount", "amount")]
    return Export(
        "en-crosstab-products",
        "en",
        "cross-tab of products and months, month and year in one name, a column and a row of sums",
        {"en-crosstab-products.xlsx": book(Page(rows, "Sheet1"))},
        set_aside={"total": 1},
        totals={"amount": money(everything)},
        may_ask=["columns", "currency", "vat"],
        any_order=True,
        **tidy(cols, found),
    )


def uk_spend() -> Export:
    """A budget of marketing as .ods: a typed first day of the month, words for the purpose."""
    r, rows = chance("uk-spend"), []
    for month in _months(2024, 2024)[:6]:
        for channel, purpose, said in (
            ("Реклама", "acquire", "залучення"),
            ("Партнери", "acquire", "залучення"),
            ("Розсилка", "retain", "утримання"),
        ):
            rows.append(
                SimpleNamespace(
                    month=month, channel=channel, purpose=purpose, said=said, amount=Decimal(r.randrange(4, 90) * 500)
                )
            )
    cols = [
        Col("Місяць", "month", "month"),
        Col("Канал", "channel", "channel"),
        Col("Мета", "purpose", "purpose"),
        Col("Витрати, грн", "amount", "amount"),
    ]
    body = [[row.month, row.channel, row.said, float(row.amount)] for row in rows]
    everything = sum((row.amount for row in rows), Decimal(0))
    sheet = [[col.head for col in cols], *body, ["Разом", "", "", float(everything)]]
    return Export(
        "uk-spend",
        "uk",
        "budget of marketing in OpenDocument, a typed date for each month, purposes in words of their own",
        {"uk-spend.ods": open_document(sheet, "Бюджет")},
        table="spend",
        set_aside={"total": 1},
        totals={"amount": money(everything)},
        may_ask=["words"],
        answers={"words": {"purpose": {"залучення": "acquire", "утримання": "retain"}}},
        **tidy(cols, rows),
    )


def plan_and_fact(lang: str, name: str, title: str, heads: Sequence[str], others: Sequence[str], word: str) -> Export:
    """Plan beside fact under one name: the fact is what was sold."""
    months = _months(2024, 2024)[:3]
    found, r = _cells(name, lang, WORDS[lang]["managers"], months, empty=0), chance(name + " plan")
    for cell in found:
        cell.plan = (cell.amount / 100).to_integral_value() * 100 + r.randrange(-4, 9) * 100
        cell.share = (cell.amount / cell.plan).quantize(Decimal("0.001"))
    manager, month, sums, plan, fact, share = heads
    rows: list[list] = [[title], [], [manager, month, sums, "", share], ["", "", plan, fact]]
    rows += [
        [c.label, dt.datetime.combine(c.month, dt.time()), float(c.plan), float(c.amount), float(c.share)]
        for c in found
    ]
    rows.append([word, "", float(sum(c.plan for c in found)), float(sum(c.amount for c in found))])
    cols = [
        Col("", "manager_id", "label"),
        Col("", "ordered_at", "month"),
        Col("", others[0], "plan"),
        Col("", "amount", "amount"),
        Col("", others[1], "share"),
    ]
    page = Page(rows, merged=["A3:A4", "B3:B4", "C3:D3", "E3:E4"], formats={"B": "MM.YYYY", "E": "0.0%"})
    return Export(
        name,
        lang,
        "plan beside fact under one name in a header of two rows: the fact alone is the amount",
        {f"{name}.xlsx": book(page)},
        set_aside={"total": 1},
        totals={"amount": money(sum((c.amount for c in found), Decimal(0)))},
        may_ask=["columns", "vat"],
        others=dict.fromkeys(others, "number"),
        **tidy(cols, found),
    )


def exports() -> list[Export]:
    ru = ("Менеджер", "Месяц", "Сумма, руб.", "План", "Факт", "Выполнение, %")
    uk = ("Менеджер", "Місяць", "Сума, грн", "План", "Факт", "Виконання, %")
    return [
        uk_price_and_quantity(),
        ru_clients_by_month(),
        en_crosstab(),
        uk_spend(),
        plan_and_fact(
            "ru", "ru-plan-fact", "План-факт за I квартал 2024 г.", ru, ("Сумма, руб. / План", "Выполнение, %"), "Итого"
        ),
        plan_and_fact(
            "uk", "uk-plan-fact", "План-факт за I квартал 2024 р.", uk, ("Сума, грн / План", "Виконання, %"), "Разом"
        ),
    ]
