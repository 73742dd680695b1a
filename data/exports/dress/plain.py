"""Plain tables whose trouble is how they are written: code pages, delimiters, marks of numbers, forms of days."""

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .export import Col, Export, dressed, heads, tidy
from .files import gzipped, text
from .forms import (
    COMMA,
    DMY,
    DMY_HM,
    DOT,
    NARROW,
    SPACED,
    around,
    brackets,
    named,
    number,
    pattern,
    plain,
    serial,
    short,
)
from .truth import Sale, returned, sales

HEADS = {
    "en": ("Order no.", "Date", "Customer", "Product", "Quantity", "Price", "Amount"),
    "uk": ("Номер замовлення", "Дата", "Клієнт", "Товар", "Кількість", "Ціна", "Сума"),
    "ru": ("Номер заказа", "Дата", "Клиент", "Товар", "Количество", "Цена", "Сумма"),
}
NAMES = ("order_id", "ordered_at", "client_id", "product", "quantity", "unit_price", "amount")
TRUTH = ("order", "day", "client", "product", "quantity", "price", "amount")
OLD_SIGNS = str.maketrans({"«": '"', "»": '"', "’": "'", "№": "N", "“": '"', "”": '"'})


def cols_of(lang: str, **forms: Any) -> list[Col]:
    """The seven usual columns; ``forms``: tidy name → how it is written."""
    rows = zip(HEADS[lang], NAMES, TRUTH, strict=True)
    return [
        Col(head, name, of, forms.get(name, COMMA if name in ("unit_price", "amount") else plain))
        for head, name, of in rows
    ]


def before(lines: Sequence[Sale]) -> list[Sale]:
    """``lines`` in the signs that code pages older than Windows have."""
    return [replace(x, client=x.client.translate(OLD_SIGNS), product=x.product.translate(OLD_SIGNS)) for x in lines]


def delimited(
    name: str,
    lang: str,
    shape: str,
    cols: Sequence[Col],
    lines: Sequence[Any],
    ending: str = "csv",
    delimiter: str = ";",
    encoding: str = "utf-8",
    bom: bytes = b"",
    quoting: int = csv.QUOTE_MINIMAL,
    **more: Any,
) -> Export:
    data = bom + text([heads(cols), *dressed(cols, lines)], delimiter, encoding, quoting)
    file = f"{name}.{ending}"
    more.setdefault("may_ask", ["vat", "currency"])
    return Export(
        name, lang, shape, {file: gzipped(data) if ending.endswith("gz") else data}, **{**tidy(cols, lines), **more}
    )


def code_pages() -> list[Export]:
    uk, ru = cols_of("uk", ordered_at=named("uk", " р.")), cols_of("ru", ordered_at=DMY)
    wide = around("", SPACED, " грн")
    swiss = cols_of("ru", amount=number(".", "'"), unit_price=number(".", "'"))
    swiss[1] = swiss[1]._replace(of="at", form=DMY_HM)
    return [
        delimited(
            "uk-koi8u-days-in-words",
            "uk",
            "KOI8-U, tabs, days as 5 січня 2024 р.",
            uk,
            before(sales("uk-koi8u", "uk", 40)),
            "txt",
            "\t",
            "koi8-u",
        ),
        delimited(
            "uk-cp1251-hryvnia",
            "uk",
            "cp1251, semicolons, thousands by no-break spaces, «грн» beside every sum",
            cols_of("uk", ordered_at=DMY, amount=wide, unit_price=wide),
            sales("uk-cp1251", "uk", 44),
            "csv",
            ";",
            "cp1251",
        ),
        delimited(
            "uk-utf16-tabs",
            "uk",
            "UTF-16 with its mark, tabs: what Excel calls Unicode text; thousands by spaces",
            cols_of("uk", ordered_at=DMY, amount=number(",", " "), unit_price=number(",", " ")),
            sales("uk-utf16", "uk", 36),
            "txt",
            "\t",
            "utf-16-le",
            b"\xff\xfe",
        ),
        delimited(
            "uk-utf8-bom-hryvnia-sign",
            "uk",
            "UTF-8 with BOM, ₴ after every sum, thousands by narrow no-break spaces, days as 05.01.24",
            cols_of("uk", ordered_at=pattern("%d.%m.%y"), amount=around("", number(",", NARROW), " ₴")),
            sales("uk-bom", "uk", 36),
            encoding="utf-8-sig",
        ),
        delimited(
            "ru-cp866-pipes",
            "ru",
            "cp866 from an old DOS program, columns parted by |, whole sums without kopecks",
            cols_of("ru", ordered_at=DMY, amount=short(), unit_price=short()),
            before(sales("ru-cp866", "ru", 40)),
            "txt",
            "|",
            "cp866",
        ),
        delimited(
            "ru-cp1251-apostrophes",
            "ru",
            "cp1251, semicolons, thousands by apostrophes and a decimal point: 1'234.50",
            swiss,
            sales("ru-cp1251", "ru", 40),
            "csv",
            ";",
            "cp1251",
        ),
        delimited(
            "ru-koi8-days-in-words",
            "ru",
            "KOI8-R letters, tabs, days as 5 января 2024 г.",
            [ru[0], ru[1]._replace(form=named("ru", " г.")), *ru[2:]],
            before(sales("ru-koi8", "ru", 36)),
            "txt",
            "\t",
            "koi8-r",
        ),
        delimited(
            "en-cp1252-brackets",
            "en",
            "cp1252 with accents and £, returns in brackets: (£1,234.50), days as 31 Jan 2024",
            cols_of(
                "en",
                ordered_at=pattern("%-d %b %Y"),
                unit_price=around("£", number(".", ",")),
                amount=brackets(around("£", number(".", ","))),
            ),
            returned(sales("en-cp1252", "en", 44), 3, 11, 12, 30),
            "csv",
            ",",
            "cp1252",
        ),
    ]


def days() -> list[Export]:
    zone = dt.timezone(dt.timedelta(hours=2))
    offset = cols_of("en", amount=DOT, unit_price=DOT)
    offset[1] = offset[1]._replace(of=lambda x: x.at.replace(tzinfo=zone), form=pattern("%Y-%m-%dT%H:%M:%S+02:00"))
    hours = cols_of("ru", amount=DOT, unit_price=DOT)
    hours[1] = hours[1]._replace(of=lambda x: x.at.replace(minute=0), form=pattern("%Y%m%d%H"))
    open_days = [
        replace(x, at=x.at.replace(day=1 + n * 11 // 40))
        for n, x in enumerate(sales("en-days-open", "en", 40, "2024-03-01"))
    ]
    slashes = cols_of("en", ordered_at=pattern("%d/%m/%Y"), amount=DOT, unit_price=DOT)
    return [
        delimited(
            "en-offsets",
            "en",
            "gzip of a CSV, moments in ISO with an offset, UTF-8",
            offset,
            sales("en-offsets", "en", 60),
            "csv.gz",
            ",",
        ),
        delimited(
            "en-days-as-numbers",
            "en",
            "tabs, days as whole numbers: 20240131",
            cols_of("en", ordered_at=pattern("%Y%m%d"), amount=DOT, unit_price=DOT),
            sales("en-days-as-numbers", "en", 40),
            "tsv",
            "\t",
        ),
        delimited(
            "ru-hours-as-numbers",
            "ru",
            "commas, hours as whole numbers: 2024013113, as a shop's log has them",
            hours,
            sales("ru-hours", "ru", 60),
            "csv",
            ",",
        ),
        delimited(
            "en-serial-days",
            "en",
            "days as serial numbers of a spreadsheet: 45322",
            cols_of("en", ordered_at=serial, amount=DOT, unit_price=DOT),
            sales("en-serial-days", "en", 40),
            "csv",
            ",",
        ),
        delimited(
            "en-days-open",
            "en",
            "days as 03/04/2024, none above 12: day and month cannot be told apart",
            slashes,
            open_days,
            "csv",
            ",",
            questions=["date"],
            answers={"date": "day first"},
        ),
        delimited(
            "uk-days-open",
            "uk",
            "days as 03/04/2024, none above 12, decimal commas: day and month cannot be told apart",
            cols_of("uk", ordered_at=pattern("%d/%m/%Y")),
            [
                replace(x, at=x.at.replace(day=1 + n * 12 // 36))
                for n, x in enumerate(sales("uk-days-open", "uk", 36, "2024-04-01"))
            ],
            questions=["date"],
            answers={"date": "day first"},
        ),
    ]


def exports() -> list[Export]:
    return [*code_pages(), *days()]
