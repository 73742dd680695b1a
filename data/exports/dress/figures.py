"""Plain tables whose trouble is what is in them: several currencies, VAT in and out, long and lost ids, no header."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from .export import Col, Export, dressed, heads, in_book, money, tidy
from .files import Page, book, parquet, text
from .forms import COMMA, DMY, DMY_HM, DOT, ISO, SPACED, around, number, plain
from .plain import cols_of, delimited
from .truth import chance, sales, total


def numbers() -> list[Export]:
    lines = [
        replace(x, price=Decimal(x.price.to_integral_value() + 1) / 1000 + 1)
        for x in sales("en-decimal-open", "en", 40)
    ]
    lines = [replace(x, quantity=1, price=x.price + Decimal(n) / 1000) for n, x in enumerate(lines)]
    thousand = [replace(x, price=x.price * 1000) for x in lines]
    bare = [c for c in cols_of("en", amount=DOT) if c.name not in ("quantity", "unit_price")]
    bare[-1] = bare[-1]._replace(form=number(".", ",", 0))
    mixed = _mixed(
        "en",
        40,
        {
            "USD": around("$", number(".", ",")),
            "EUR": around("€", number(".", ",")),
            "GBP": around("£", number(".", ",")),
        },
    )
    return [
        delimited(
            "en-decimal-open",
            "en",
            "every sum like 1,234: a thousand or one and a bit, nothing else tells",
            bare,
            thousand,
            "csv",
            ";",
            questions=["decimal"],
            answers={"decimal": "."},
        ),
        mixed,
        _mixed("uk", 36, {"UAH": around("", SPACED, " грн"), "USD": around("$", SPACED), "EUR": around("€", SPACED)}),
        _currency_column(),
    ]


def _mixed(lang: str, count: int, forms: dict[str, Any]) -> Export:
    """Several currencies in one column of sums, told by their signs alone."""
    name = f"{lang}-mixed-currencies"
    lines, r = sales(name, lang, count), chance(name + " money")
    money_of = {id(line): r.choice(list(forms)) for line in lines}
    cols = [c for c in cols_of(lang, ordered_at=DMY if lang == "uk" else ISO) if c.name != "unit_price"]
    cols[-1] = cols[-1]._replace(of=lambda x: x, form=lambda x: forms[money_of[id(x)]](x.amount))
    data = text([heads(cols), *dressed(cols, lines)], ";" if lang == "uk" else ",")
    truth = [*cols[:-1], Col("", "amount", "amount"), Col("", "currency", lambda x: money_of[id(x)])]
    return Export(
        name,
        lang,
        "several currencies in one column of sums, told by the signs beside them: never to be added",
        {f"{name}.csv": data},
        questions=["currency"],
        answers={"currency": "keep"},
        may_ask=["vat"],
        **tidy(truth, lines),
    )


def _currency_column() -> Export:
    lines, r = sales("ru-mixed-currencies", "ru", 36), chance("ru-mixed-currencies money")
    codes = {id(line): r.choice(["RUB", "RUB", "USD", "KZT"]) for line in lines}
    cols = [*cols_of("ru"), Col("Валюта", "currency", lambda x: codes[id(x)])]
    cols = [col._replace(form=plain) for col in cols]
    return Export(
        "ru-mixed-currencies",
        "ru",
        "three currencies in one table, told by a column of codes: never to be added",
        {
            "ru-mixed-currencies.xlsx": book(
                Page([heads(cols), *in_book(cols, lines)], "Лист1", formats={"B": "DD.MM.YYYY"})
            )
        },
        questions=["currency"],
        answers={"currency": "keep"},
        may_ask=["vat"],
        **tidy(cols, lines),
    )


def vat() -> list[Export]:
    found = []
    for lang, words in (
        ("uk", ("Сума без ПДВ", "ПДВ 20%", "Сума з ПДВ")),
        ("ru", ("Сумма без НДС", "НДС 20%", "Сумма с НДС")),
        ("en", ("Net amount", "VAT 20%", "Gross amount")),
    ):
        name = f"{lang}-vat-both"
        lines = sales(name, lang, 36)
        base = [
            c for c in cols_of(lang, ordered_at=ISO if lang == "en" else DMY) if c.name not in ("unit_price", "amount")
        ]
        cols = [
            *base,
            Col(words[0], words[0], "net"),
            Col(words[1], words[1], "tax"),
            Col(words[2], "amount", "amount"),
        ]
        more: dict[str, Any] = {
            "questions": ["vat"],
            "answers": {"vat": words[2]},
            "others": {words[0]: "number", words[1]: "number"},
            "may_ask": ["currency"],
        }
        shape = "sums without VAT, the VAT and sums with it side by side: which one is the amount is asked"
        if lang == "uk":
            data = book(
                Page(
                    [heads(cols), *in_book([c._replace(form=plain) for c in cols], lines)],
                    "Аркуш1",
                    formats={"B": "DD.MM.YYYY"},
                )
            )
            found.append(Export(name, lang, shape, {f"{name}.xlsx": data}, **more, **tidy(cols, lines)))
        else:
            form = COMMA if lang == "ru" else DOT
            cols = [c if n < 5 else c._replace(form=form) for n, c in enumerate(cols)]
            found.append(delimited(name, lang, shape, cols, lines, delimiter=";" if lang == "ru" else ",", **more))
    return found


def ids() -> list[Export]:
    lines = sales("uk-long-ids", "uk", 40)
    codes = [
        Col("Код клієнта", "client_id", "code"),
        Col("Номер чека", "order_id", lambda x: f"00{int(x.order[-6:]):06d}"),
        Col("Дата і час", "ordered_at", "at", DMY_HM),
        Col("Штрихкод", "Штрихкод", lambda x: f"482000{x.sku}"),
        Col("ЄДРПОУ", "ЄДРПОУ", lambda x: f"{int(x.code) * 7919 % 10**8:08d}"),
        Col("Найменування товару", "product", "product"),
        Col("К-сть", "quantity", "quantity"),
        Col("Вартість", "amount", "amount", SPACED),
    ]
    lost = lambda x: f"{float(10_329_300_000_000_000_000 + int(x.order[-6:])):.5E}"  # noqa: E731
    spoiled_en = cols_of("en", ordered_at=ISO, amount=DOT, unit_price=DOT)
    spoiled_en[0] = spoiled_en[0]._replace(of=lost)
    spoiled_ru = cols_of("ru", ordered_at=DMY)
    spoiled_ru[2] = spoiled_ru[2]._replace(
        head="Код клиента", of=lambda x: f"{float(4_607_120_000_000 + int(x.code)):.5E}".replace(".", ",")
    )
    shape = "ids turned into scientific notation by a spreadsheet: their digits are lost"
    why = {"refused": "destroyed ids", "header": [], "rows": [], "may_ask": []}
    return [
        delimited(
            "uk-long-ids",
            "uk",
            "ids with zeros in front, barcodes of 13 digits: text, whatever they look like",
            codes,
            lines,
            others={"Штрихкод": "id", "ЄДРПОУ": "id"},
        ),
        delimited(
            "en-destroyed-ids",
            "en",
            f"{shape} (1.03293E+19)",
            spoiled_en,
            sales("en-destroyed", "en", 30),
            "csv",
            ",",
            **why,
        ),
        delimited(
            "ru-destroyed-ids", "ru", f"{shape} (4,60712E+12)", spoiled_ru, sales("ru-destroyed", "ru", 30), **why
        ),
    ]


def without_header() -> list[Export]:
    """No row of names at all: what each column is has to be asked."""
    found = []
    for lang, delimiter, ending in (("en", "|", "txt"), ("ru", ";", "csv")):
        name = f"{lang}-no-header"
        lines = sales(name, lang, 36)
        form = COMMA if lang == "ru" else DOT
        cols = cols_of(lang, ordered_at=DMY if lang == "ru" else ISO, unit_price=form, amount=form)
        data = text(dressed(cols, lines), delimiter, "cp1251" if lang == "ru" else "utf-8")
        found.append(
            Export(
                name,
                lang,
                "no header at all: the first row is a sale",
                {f"{name}.{ending}": data},
                questions=["columns"],
                answers={"columns": {str(n): col.name for n, col in enumerate(cols, 1)}},
                may_ask=["vat", "currency"],
                **tidy(cols, lines),
            )
        )
    return found


def typed_file() -> Export:
    """Parquet says its types itself: ids stay text."""
    lines = sales("en-parquet", "en", 80)
    kinds = {
        "order_id": pa.string(),
        "sold_at": pa.timestamp("us"),
        "customer_id": pa.string(),
        "sku": pa.string(),
        "qty": pa.int32(),
        "amount": pa.decimal128(12, 2),
    }
    truth = ("order", "at", "code", "sku", "quantity", "amount")
    columns = {
        name: (kind, [getattr(x, of) for x in lines]) for (name, kind), of in zip(kinds.items(), truth, strict=True)
    }
    ours = ("order_id", "ordered_at", "client_id", "product", "quantity", "amount")
    return Export(
        "en-parquet",
        "en",
        "Parquet: types are told by the file, ids with zeros in front are text",
        {"en-parquet.parquet": parquet(columns)},
        may_ask=["vat", "currency"],
        totals={"amount": money(total(lines))},
        **tidy([Col("", name, of) for name, of in zip(ours, truth, strict=True)], lines),
    )


def exports() -> list[Export]:
    return [*numbers(), *vat(), *ids(), *without_header(), typed_file()]
