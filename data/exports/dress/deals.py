"""Deals of CRMs: won, lost and open ones together, the day of closing beside that of opening."""

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .export import Col, Export, dressed, heads, tidy
from .files import text
from .forms import DMY, DMY_HMS, DOT, pattern, short
from .truth import WORDS, chance


@dataclass(frozen=True)
class Deal:
    number: str
    title: str
    client: str
    stage: str
    amount: Decimal
    manager: str
    source: str
    opened: dt.datetime
    closed: dt.datetime | None

    @property
    def closed_day(self) -> dt.date | None:
        return self.closed.date() if self.closed else None


def deals(
    name: str, lang: str, count: int, won: list[str], lost: list[str], open_: list[str], title: str
) -> list[Deal]:
    """Half of the deals are won; those still open have no day of closing."""
    r, words = chance(name), WORDS[lang]
    found = []
    for n in range(count):
        stage = r.choice([*won * 4, *lost * 2, *open_])
        opened = dt.datetime(2024, 1, 3, 9) + dt.timedelta(days=r.randrange(60), minutes=r.randrange(500))
        closed = None if stage in open_ else opened + dt.timedelta(days=r.randrange(2, 30), minutes=r.randrange(90))
        product, price = r.choice(words["products"])
        amount = Decimal(str(price)) * r.randrange(5, 120) + Decimal(r.choice(["0", "0.5", "0.25"]))
        firm = r.randrange(len(words["clients"]))
        found.append(
            Deal(
                str(4100 + 13 * n),
                f"{title} {product}",
                words["clients"][firm],
                stage,
                amount,
                words["managers"][firm % 3],
                r.choice(["Instagram", "Google Ads", "CRM-form", ""]),
                opened,
                closed,
            )
        )
    return found


def kept(found: Sequence[Deal], won: Sequence[str]) -> list[Deal]:
    return [deal for deal in found if deal.stage in won]


def outcome(cols: Sequence[Col], found: Sequence[Deal], won: Sequence[str]) -> dict:
    """What is shared by exports of deals: the won ones are sales, the others are set aside."""
    return {
        **tidy(cols, kept(found, won)),
        "set_aside": {"stage": len(found) - len(kept(found, won))},
        "answers": {"stage": list(won)},
        "may_ask": ["stage", "columns", "vat", "currency"],
    }


def ru_bitrix() -> Export:
    won = ["Сделка успешна"]
    found = deals(
        "ru-bitrix24-deals",
        "ru",
        48,
        won,
        ["Сделка провалена"],
        ["Новая", "Подготовка документов", "В работе"],
        "Поставка:",
    )
    cols = [
        Col("ID", "order_id", "number"),
        Col("Воронка", "Воронка", lambda d: "Общая"),
        Col("Стадия сделки", "Стадия сделки", "stage"),
        Col("Название сделки", "Название сделки", "title"),
        Col("Сумма", "amount", "amount", short()),
        Col("Валюта", "currency", lambda d: "RUB", lambda v: "Российский рубль"),
        Col("Компания", "client_id", "client"),
        Col("Ответственный", "manager_id", "manager"),
        Col("Источник", "Источник", "source"),
        Col("Дата создания", None, "opened", DMY_HMS),
        Col("Дата завершения", "ordered_at", "closed_day", DMY),
    ]
    cols[5] = cols[5]._replace(name=None)
    data = text([heads(cols), *dressed(cols, found)], ";", "cp1251", csv.QUOTE_ALL)
    return Export(
        "ru-bitrix24-deals",
        "ru",
        "Bitrix24 deals: semicolons, cp1251, decimal commas, won, lost and open deals together",
        {"ru-bitrix24-deals.csv": data},
        profile="bitrix24",
        others={"Стадия сделки": "text"},
        **outcome(cols, found, won),
    )


def uk_bitrix() -> Export:
    won = ["Угода успішна"]
    found = deals(
        "uk-bitrix24-deals",
        "uk",
        40,
        won,
        ["Угода провалена"],
        ["Нова", "Підготовка документів", "У роботі"],
        "Поставка:",
    )
    cols = [
        Col("ID", "order_id", "number"),
        Col("Стадія угоди", "Стадія угоди", "stage"),
        Col("Назва угоди", "Назва угоди", "title"),
        Col("Сума", "amount", "amount", DOT),
        Col("Валюта", None, lambda d: "Гривня"),
        Col("Компанія", "client_id", "client"),
        Col("Відповідальний", "manager_id", "manager"),
        Col("Дата створення", None, "opened", DMY_HMS),
        Col("Дата завершення", "ordered_at", "closed_day", DMY),
    ]
    data = text([heads(cols), *dressed(cols, found)], ";", "utf-8-sig", csv.QUOTE_ALL)
    return Export(
        "uk-bitrix24-deals",
        "uk",
        "Bitrix24 deals: semicolons, UTF-8 with BOM, decimal points, won, lost and open deals together",
        {"uk-bitrix24-deals.csv": data},
        profile="bitrix24",
        **outcome(cols, found, won),
    )


def ru_amocrm() -> Export:
    won = ["Успешно реализовано"]
    found = deals(
        "ru-amocrm-deals", "ru", 44, won, ["Закрыто и не реализовано"], ["Первичный контакт", "Переговоры"], "Заявка:"
    )
    cols = [
        Col("ID", "order_id", "number"),
        Col("Название сделки", "Название сделки", "title"),
        Col("Бюджет", "amount", "amount", DOT),
        Col("Ответственный", "manager_id", "manager"),
        Col("Дата создания сделки", None, "opened", DMY_HMS),
        Col("Кем создана сделка", None, "manager"),
        Col("Дата редактирования", None, lambda d: d.closed or d.opened, DMY_HMS),
        Col("Дата закрытия", "ordered_at", "closed", lambda v: DMY_HMS(v) or "не закрыта"),
        Col("Теги сделки", "Теги сделки", "source"),
        Col("Этап сделки", "Этап сделки", "stage"),
        Col("Воронка", None, lambda d: "Воронка"),
        Col("Компания", "client_id", "client"),
        Col("Ключ Roistat", None, None),
    ]
    data = text([heads(cols), *dressed(cols, found)], ",", "utf-8", csv.QUOTE_ALL, "\n")
    return Export(
        "ru-amocrm-deals",
        "ru",
        "amoCRM deals: the budget of every deal, a column that is empty, «не закрыта» where a day would stand",
        {"ru-amocrm-deals.csv": data},
        profile="amocrm",
        **outcome(cols, found, won),
    )


def en_hubspot() -> Export:
    won = ["Closed Won"]
    found = deals(
        "en-hubspot-deals", "en", 46, won, ["Closed Lost"], ["Appointment Scheduled", "Contract Sent"], "New business:"
    )
    moment = pattern("%Y-%m-%d %H:%M")
    cols = [
        Col("Record ID", "order_id", lambda d: f"1{d.number}88234"),
        Col("Deal Name", "Deal Name", "title"),
        Col("Deal Stage", "Deal Stage", "stage"),
        Col("Close Date", "ordered_at", lambda d: d.closed and d.closed.replace(second=0), moment),
        Col("Deal owner", "manager_id", "manager"),
        Col("Amount", "amount", "amount", short(".")),
        Col("Pipeline", None, lambda d: "Sales Pipeline"),
        Col("Create Date", None, "opened", moment),
        Col("Associated Company", "client_id", "client"),
        Col("Original Traffic Source", None, "source"),
    ]
    data = text([heads(cols), *dressed(cols, found)], ",", "utf-8", csv.QUOTE_ALL, "\n")
    return Export(
        "en-hubspot-deals",
        "en",
        "HubSpot deals: all stages of one pipeline, all cells in quotes",
        {"en-hubspot-deals.csv": data},
        profile="hubspot",
        **outcome(cols, found, won),
    )


def en_salesforce() -> Export:
    won = ["Closed Won"]
    found = deals(
        "en-salesforce-opportunities", "en", 40, won, ["Closed Lost"], ["Prospecting", "Negotiation/Review"], "Supply:"
    )
    day = pattern("%-m/%-d/%Y")
    cols = [
        Col("Opportunity Owner", "manager_id", "manager"),
        Col("Account Name", "client_id", "client"),
        Col("Opportunity Name", "Opportunity Name", "title"),
        Col("Stage", "Stage", "stage"),
        Col("Amount Currency", "currency", lambda d: "USD"),
        Col("Amount", "amount", "amount", DOT),
        Col("Close Date", "ordered_at", lambda d: (d.closed or d.opened).date(), day),
        Col("Created Date", None, "opened", day),
        Col("Opportunity ID", "order_id", lambda d: f"0065g00000{d.number}AA"),
    ]
    notice = [
        [],
        [],
        ["Opportunities, first quarter"],
        ["Copyright (c) 2000-2024 salesforce.com, inc. All rights reserved."],
        ["Confidential Information - Do Not Distribute"],
        ["Generated By:  Alice Hart  4/2/2024 9:14 AM"],
        ["Daisy Trade Ltd"],
    ]
    data = text([heads(cols), *dressed(cols, found), *notice], ",", "cp1252", csv.QUOTE_ALL, "\n")
    found_out = outcome(cols, found, won)
    found_out["set_aside"]["footer"] = 5
    return Export(
        "en-salesforce-opportunities",
        "en",
        "Salesforce report: cp1252, days as 1/31/2024, five lines of notices under the rows",
        {"en-salesforce-opportunities.csv": data},
        profile="salesforce",
        **found_out,
    )


def exports() -> list[Export]:
    return [ru_bitrix(), uk_bitrix(), ru_amocrm(), en_hubspot(), en_salesforce()]
