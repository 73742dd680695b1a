"""Reports of 1C, BAS and QuickBooks: titles, headers of several rows, groups by spaces, alignment or rows."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import NamedTuple

from .export import Col, Export, heads, in_book, money, tidy
from .files import Page, book, web_page
from .forms import NBSP, number, pattern, typed
from .truth import Sale, sales, total

JANUARY = (dt.date(2024, 1, 1), dt.date(2024, 1, 31))
MEASURES = ("quantity", "amount", "cost")


class Node(NamedTuple):
    """A row of a report: how deep it stands, its words, its sums; ``leaf``: the keys of a line, None for a group."""

    depth: int
    label: str
    sums: dict[str, Decimal]
    leaf: SimpleNamespace | None


def tree(lines: Sequence[Sale], keys: Sequence[str], depth: int = 0, above: tuple[str, ...] = ()) -> list[Node]:
    """The rows of a report that groups ``lines`` by ``keys``, each group over its own."""
    found = []
    for label in dict.fromkeys(getattr(line, keys[0]) for line in lines):
        own = [line for line in lines if getattr(line, keys[0]) == label]
        sums = {name: total(own, name) for name in MEASURES}
        here = (*above, label)
        leaf = SimpleNamespace(keys=here, day=JANUARY[0], **sums) if len(keys) == 1 else None
        found.append(Node(depth, label, sums, leaf))
        if not leaf:
            found += tree(own, keys[1:], depth + 1, here)
    return found


def lines_of(nodes: Sequence[Node]) -> list[SimpleNamespace]:
    return [node.leaf for node in nodes if node.leaf]


def report_cols(names: Sequence[str], measures: Sequence[str] = MEASURES) -> list[Col]:
    """The tidy table of a grouped report: its keys, its period's first day, its sums."""
    keys = [Col("", name, lambda leaf, n=n: leaf.keys[n]) for n, name in enumerate(names)]
    return [*keys, Col("", "ordered_at", "day"), *(Col("", name, name) for name in measures)]


def result(nodes: Sequence[Node], names: Sequence[str], measures: Sequence[str] = MEASURES) -> dict:
    """What every grouped report shares: its tidy table, sums printed and rows set aside."""
    top = [node for node in nodes if node.depth == 0]
    return {
        **tidy(report_cols(names, measures), lines_of(nodes)),
        "period": (JANUARY[0].isoformat(), JANUARY[1].isoformat()),
        "totals": {name: money(sum((n.sums[name] for n in top), Decimal(0))) for name in measures},
        "set_aside": {"group": sum(not node.leaf for node in nodes), "total": 1},
    }


def cells(node: Node, label: str, measures: Sequence[str] = MEASURES) -> list:
    return [label, *(typed(node.sums[name]) for name in measures)]


def grand(nodes: Sequence[Node], word: str, measures: Sequence[str] = MEASURES) -> list:
    top = [node for node in nodes if node.depth == 0]
    return [word, *(typed(sum((n.sums[name] for n in top), Decimal(0))) for name in measures)]


def uk_bas_spaces() -> Export:
    nodes = tree(sales("uk-bas-sales-spaces", "uk", 44), ("manager", "client", "product"))
    rows = [
        ["Продажі"],
        [],
        ["Період: 01.01.2024 - 31.01.2024"],
        ["Показники: Кількість; Сума з ПДВ; Собівартість"],
        ["Відбір: Організація Дорівнює «ТОВ «Ромашка Трейд»»"],
        [],
        ["Менеджер", "Показники"],
        ["Контрагент", "Кількість", "Сума з ПДВ, грн", "Собівартість, грн"],
        ["Номенклатура"],
        *(cells(node, "    " * node.depth + node.label) for node in nodes),
        grand(nodes, "Разом"),
    ]
    page = Page(rows, merged=["A1:D1", "B7:D7", "B8:B9", "C8:C9", "D8:D9"], bold=[1, 7, 8, 9, len(rows)])
    return Export(
        "uk-bas-sales-spaces",
        "uk",
        "BAS report: period in a title only, header of three rows with merged cells, groups by leading spaces, «Разом»",
        {"uk-bas-sales-spaces.xlsx": book(page)},
        profile="1c",
        **result(nodes, ("manager_id", "client_id", "product")),
    )


def uk_bas_indents() -> Export:
    nodes = tree(sales("uk-bas-sales-indents", "uk", 40), ("branch", "client", "product"))
    rows = [
        ["Валовий прибуток за січень 2024 р."],
        ["ТОВ «Ромашка Трейд»"],
        [],
        ["Підрозділ / Контрагент / Номенклатура", "Кількість", "Виручка, грн", "Собівартість, грн"],
        *(cells(node, node.label) for node in nodes),
        grand(nodes, "Разом"),
    ]
    depths = {n: node.depth for n, node in enumerate(nodes, 5)}
    page = Page(rows, indents=depths, outlines=depths, bold=[1, 4, len(rows)])
    return Export(
        "uk-bas-sales-indents",
        "uk",
        "BAS gross profit: groups told by the alignment of cells and by outline levels alone, month in the title",
        {"uk-bas-sales-indents.xlsx": book(page)},
        profile="1c",
        **result(nodes, ("branch", "client_id", "product")),
    )


def ru_1c_difference() -> Export:
    nodes = tree(sales("ru-1c-sales-difference", "ru", 42), ("manager", "client", "product"))
    sums = grand(nodes, "ИТОГО")
    printed = sums[1] + 32
    rows = [
        ["Продажи"],
        ["Период: Январь 2024 г."],
        ["Показатели: Количество; Стоимость; Себестоимость;"],
        ["Группировки строк: Менеджер; Контрагент; Номенклатура;"],
        ["Отборы: Склад В группе (Основные);"],
        [],
        ["Менеджер", "Количество", "Стоимость, руб.", "Себестоимость, руб."],
        ["Контрагент", "(в базовых единицах)", "(с НДС)", "(с НДС)"],
        ["Номенклатура"],
        *(cells(node, "  " * node.depth + node.label) for node in nodes),
        ["ИТОГО", printed, *sums[2:]],
        [],
        ["Торговых точек:", 12],
    ]
    found = result(nodes, ("manager_id", "client_id", "product"))
    lines = found["totals"].pop("quantity")
    found["set_aside"]["footer"] = 1
    page = Page(rows, merged=["A1:D1"], bold=[1, 7, 8, 9, len(rows) - 2])
    return Export(
        "ru-1c-sales-difference",
        "ru",
        "1C report whose printed total of the quantity is 32 above its lines; header of three rows, groups by spaces",
        {"ru-1c-sales-difference.xlsx": book(page)},
        profile="1c",
        difference={"quantity": (int(printed), lines)},
        **found,
    )


def ru_1c_indents() -> Export:
    nodes = tree(sales("ru-1c-sales-indents", "ru", 40), ("branch", "client"))
    measures = ("quantity", "amount")
    rows = [
        ["Анализ продаж"],
        ["Параметры:", "Период: 01.01.2024 - 31.01.2024"],
        [],
        ["Контрагент", "Количество", "Сумма продажи, руб."],
        *(cells(node, node.label, measures) for node in nodes),
        grand(nodes, "Итого", measures),
    ]
    depths = {n: node.depth for n, node in enumerate(nodes, 5)}
    page = Page(rows, indents={n: 2 * depth for n, depth in depths.items()}, outlines=depths, bold=[1, 4, len(rows)])
    return Export(
        "ru-1c-sales-indents",
        "ru",
        "1C analysis of sales: groups told by the alignment of cells; the header does not name the outer group",
        {"ru-1c-sales-indents.xlsx": book(page)},
        profile="1c",
        others={"group_1": "text"},
        may_ask=["columns"],
        **result(nodes, ("group_1", "client_id"), measures),
    )


def uk_bas_html() -> Export:
    nodes = tree(sales("uk-bas-sales-html", "uk", 34), ("client", "product"))
    write, whole = number(",", NBSP), number(",", NBSP, 0)
    forms = {"quantity": whole, "amount": write, "cost": write}
    body = [["    " * n.depth + n.label, *(forms[name](n.sums[name]) for name in MEASURES)] for n in nodes]
    top = {name: sum((n.sums[name] for n in nodes if not n.depth), Decimal(0)) for name in MEASURES}
    rows = [
        ["Продажі за період з 01.01.2024 по 31.01.2024"],
        ["Контрагент / Номенклатура", "Кількість", "Сума, грн", "Собівартість, грн"],
        *body,
        ["Разом", *(forms[name](top[name]) for name in MEASURES)],
    ]
    return Export(
        "uk-bas-sales-html",
        "uk",
        "BAS report saved as HTML under the name .xls: numbers are text with no-break spaces and decimal commas",
        {"uk-bas-sales-html.xls": web_page(rows, spans={(0, 0): "colspan=4"})},
        profile="1c",
        **result(nodes, ("client_id", "product")),
    )


def en_quickbooks() -> Export:
    """Clients as groups, their orders under them, a sum under each: names like Total Energy Ltd are clients."""
    lines = sorted(sales("en-quickbooks-sales", "en", 44), key=lambda line: line.client)
    day = pattern("%m/%d/%Y")
    cols = [
        Col("", "client_id", "client"),
        Col("Transaction date", "ordered_at", "day", day),
        Col("Num", "order_id", "order"),
        Col("Product/Service", "product", "product"),
        Col("Quantity", "quantity", "quantity", typed),
        Col("Sales price", "unit_price", "price", typed),
        Col("Amount", "amount", "amount", typed),
    ]
    rows = [["Daisy Trade Ltd"], ["Sales by Customer Detail"], ["January 2024"], [], heads(cols)]
    firms = list(dict.fromkeys(line.client for line in lines))
    for firm in firms:
        own = [line for line in lines if line.client == firm]
        rows.append([firm])
        rows += [["", *row[1:]] for row in in_book(cols, own)]
        rows.append([f"Total for {firm}", "", "", "", float(total(own, "quantity")), "", float(total(own))])
    rows += [
        ["TOTAL", "", "", "", float(total(lines, "quantity")), "", float(total(lines))],
        [],
        ["Accrual Basis Thursday, February 01, 2024 09:12 AM GMT+00:00"],
    ]
    return Export(
        "en-quickbooks-sales",
        "en",
        "QuickBooks: the client is a row above its lines, “Total for …” stands below; Total Energy Ltd is a client",
        {"en-quickbooks-sales.xlsx": book(Page(rows, "Sheet1", merged=["A1:G1", "A2:G2", "A3:G3"], bold=[5]))},
        set_aside={"group": len(firms), "group total": len(firms), "total": 1, "footer": 1},
        may_ask=["columns"],
        totals={"quantity": money(total(lines, "quantity")), "amount": money(total(lines))},
        **tidy(cols, lines),
    )


def exports() -> list[Export]:
    return [uk_bas_spaces(), uk_bas_indents(), uk_bas_html(), ru_1c_difference(), ru_1c_indents(), en_quickbooks()]
