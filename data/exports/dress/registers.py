"""Registers of documents and printed lists: a row a line of goods, with headers, sums and names among the rows."""

from collections.abc import Sequence

from . import old
from .export import Col, Export, heads, in_book, money, tidy
from .files import Page, book, web_page
from .forms import DMY, named, number, pattern, typed
from .truth import chance, sales, total

WORD = {
    "uk": ("Номер", "Дата", "Контрагент", "Менеджер", "Номенклатура"),
    "ru": ("Номер", "Дата", "Контрагент", "Менеджер", "Номенклатура"),
}


def register(lang: str, measures: Sequence[tuple[str, str | None, str]]) -> list[Col]:
    """The columns of a register of documents, one line of goods a row."""
    number_, day, client, manager, product = WORD[lang]
    return [
        Col(number_, "order_id", "order"),
        Col(day, "ordered_at", "day"),
        Col(client, "client_id", "client"),
        Col(manager, "manager_id", "manager"),
        Col(product, "product", "product"),
        *(Col(*measure) for measure in measures),
    ]


def excel_97(lang: str, name: str, title: str, heads_: Sequence[str], word: str) -> Export:
    lines = sales(name, lang, 36)
    cols = register(
        lang, list(zip(heads_, ("quantity", "unit_price", "amount"), ("quantity", "price", "amount"), strict=True))
    )
    rows = [
        [title],
        ["01.01.2024 - 31.01.2024"],
        [],
        heads(cols),
        *in_book(cols, lines),
        [word, "", "", "", "", float(total(lines, "quantity")), "", float(total(lines))],
    ]
    return Export(
        name,
        lang,
        "workbook of old Excel (.xls, BIFF8): register of documents with a title, typed dates and numbers, a total",
        {f"{name}.xls": old.excel_97(rows, "TDSheet", merged=[(0, 0, 0, 7)])},
        profile="1c",
        set_aside={"total": 1},
        totals={"quantity": money(total(lines, "quantity")), "amount": money(total(lines))},
        **tidy(cols, lines),
    )


def excel_95(lang: str, name: str, title: str, heads_: Sequence[str], word: str) -> Export:
    lines = sales(name, lang, 30)
    cols = register(lang, list(zip(heads_, ("quantity", "amount"), ("quantity", "amount"), strict=True)))
    cols[1] = cols[1]._replace(form=pattern("%d.%m.%y"))
    rows = [
        [title],
        [],
        heads(cols),
        *in_book(cols, lines),
        [word, "", "", "", "", float(total(lines, "quantity")), float(total(lines))],
    ]
    return Export(
        name,
        lang,
        "workbook of Excel 95 (.xls, BIFF5) whose texts are cp1251 and which names no code page; years of two digits",
        {f"{name}.xls": old.excel_95(rows, "Лист1", "cp1251")},
        set_aside={"total": 1},
        totals={"quantity": money(total(lines, "quantity")), "amount": money(total(lines))},
        **tidy(cols, lines),
    )


def merged_groups(lang: str, name: str, heads_: Sequence[str], word: str) -> Export:
    """A client's cell is merged over its lines; under each client a sum."""
    lines = sorted(sales(name, lang, 32), key=lambda line: (line.client, line.at))
    client, day, product, quantity, amount = heads_
    cols = [
        Col(client, "client_id", "client"),
        Col(day, "ordered_at", "day"),
        Col(product, "product", "product"),
        Col(quantity, "quantity", "quantity"),
        Col(amount, "amount", "amount"),
    ]
    rows, areas, firms = [heads(cols)], [], dict.fromkeys(line.client for line in lines)
    for firm in firms:
        own = [line for line in lines if line.client == firm]
        first = len(rows) + 1
        rows += [
            ["" if n and c == 0 else cell for c, cell in enumerate(row)] for n, row in enumerate(in_book(cols, own))
        ]
        if len(own) > 1:
            areas.append(f"A{first}:A{len(rows)}")
        rows.append([f"{word} {firm}", "", "", float(total(own, "quantity")), float(total(own))])
    rows.append([word, "", "", float(total(lines, "quantity")), float(total(lines))])
    return Export(
        name,
        lang,
        "groups told by cells merged over several rows, a sum under each group and one under all",
        {f"{name}.xlsx": book(Page(rows, merged=areas, formats={"B": "DD.MM.YYYY"}, bold=[1, len(rows)]))},
        set_aside={"group total": len(firms), "total": 1},
        may_ask=["currency", "vat"],
        totals={"quantity": money(total(lines, "quantity")), "amount": money(total(lines))},
        **tidy(cols, lines),
    )


def page_headers(lang: str, name: str, title: str, heads_: Sequence[str], words: tuple[str, str, str]) -> Export:
    """A printed register: the header again on each page of 15 lines, a row that numbers the columns, sums of pages."""
    lines = sales(name, lang, 40)
    cols = [
        Col(heads_[0], None, None),
        Col(heads_[1], "order_id", "order"),
        Col(heads_[2], "ordered_at", "day", named(lang, words[2])),
        Col(heads_[3], "client_id", "client"),
        Col(heads_[4], "product", "product"),
        Col(heads_[5], "quantity", "quantity", typed),
        Col(heads_[6], "amount", "amount", typed),
    ]
    page_word, all_word, _ = words
    rows: list[list] = [[title], []]
    pages = [lines[n : n + 15] for n in range(0, len(lines), 15)]
    for page in pages:
        rows += [heads(cols), [float(n) for n in range(1, 8)]]
        for line in page:
            cells_ = [col.form(getattr(line, col.of)) if col.of else "" for col in cols]
            rows.append([float(lines.index(line) + 1), *cells_[1:]])
        rows += [[page_word, "", "", "", "", float(total(page, "quantity")), float(total(page))], []]
    rows.append([all_word, "", "", "", "", float(total(lines, "quantity")), float(total(lines))])
    return Export(
        name,
        lang,
        "printed register: the header again on every page, a row that numbers the columns, page sums, days in words",
        {f"{name}.xlsx": book(Page(rows, merged=["A1:G1"], bold=[1]))},
        set_aside={"page header": len(pages) - 1, "numbering": len(pages), "page total": len(pages), "total": 1},
        totals={"quantity": money(total(lines, "quantity")), "amount": money(total(lines))},
        may_ask=["vat"],
        **tidy(cols, lines),
    )


def with_totals_names(lang: str, name: str, firms: Sequence[str], heads_: Sequence[str], word: str) -> Export:
    """Clients whose names begin with a word of totals, and one true total."""
    lines = sales(name, lang, 60, clients=firms)
    cols = [
        Col(heads_[0], "client_id", "client"),
        Col(heads_[1], "order_id", "order"),
        Col(heads_[2], "ordered_at", "day"),
        Col(heads_[3], "quantity", "quantity"),
        Col(heads_[4], "amount", "amount"),
    ]
    r = chance(name)
    lines = sorted(lines, key=lambda line: (line.client, r.random()))
    rows = [heads(cols), *in_book(cols, lines), [word, "", "", float(total(lines, "quantity")), float(total(lines))]]
    return Export(
        name,
        lang,
        "clients whose names begin with a word of totals; the last row alone is a total",
        {f"{name}.xlsx": book(Page(rows, "Sheet1", formats={"C": "DD.MM.YYYY"}))},
        set_aside={"total": 1},
        totals={"quantity": money(total(lines, "quantity")), "amount": money(total(lines))},
        may_ask=["vat", "currency"],
        **tidy(cols, lines),
    )


def ru_1c_html() -> Export:
    lines = sales("ru-1c-register-html", "ru", 30)
    cols = register(
        "ru",
        [
            ("Количество", "quantity", "quantity"),
            ("Сумма", "amount", "amount"),
            ("в т. ч. НДС", "НДС / в т. ч. НДС", "tax"),
        ],
    )
    forms = {
        "ordered_at": DMY,
        "amount": number(",", " "),
        "quantity": number(",", " ", 3),
        "НДС / в т. ч. НДС": number(",", " "),
    }
    cols = [col._replace(form=forms.get(col.name, str)) for col in cols]
    names = heads(cols)
    sums = [
        number(",", " ", 3)(total(lines, "quantity")),
        number(",", " ")(total(lines)),
        number(",", " ")(total(lines, "tax")),
    ]
    rows = [
        ["Реестр документов «Реализация товаров и услуг»"],
        ["Период: 01.01.2024 - 31.01.2024"],
        [*names[:-2], "Сумма", "НДС"],
        ["всего", "в т. ч. НДС"],
        *([col.form(getattr(line, col.of)) for col in cols] for line in lines),
        ["Итого", None, None, None, None, *sums],
    ]
    spans = {
        (0, 0): "colspan=8",
        (1, 0): "colspan=8",
        **{(2, c): "rowspan=2" for c in range(6)},
        (len(rows) - 1, 0): "colspan=5",
    }
    return Export(
        "ru-1c-register-html",
        "ru",
        "1C register saved as HTML in cp1251 under the name .xls: header of two rows, cells over several columns",
        {"ru-1c-register-html.xls": web_page(rows, "windows-1251", spans)},
        profile="1c",
        totals={"quantity": money(total(lines, "quantity")), "amount": money(total(lines))},
        set_aside={"total": 1},
        others={"НДС / в т. ч. НДС": "number"},
        may_ask=["decimal"],
        **tidy(cols, lines),
    )


def exports() -> list[Export]:
    sales_uk, sales_ru = ("Кількість", "Ціна, грн", "Сума, грн"), ("Количество", "Цена, руб.", "Сумма, руб.")
    number_uk = ("№ з/п", "Номер документа", "Дата", "Контрагент", "Товар", "К-сть", "Сума, грн")
    number_ru = ("№ п/п", "Номер документа", "Дата", "Покупатель", "Товар", "Кол-во", "Сумма, руб.")
    names = {
        "uk": [
            "Всього потроху",
            "Разом дешевше",
            "Усього найкращого",
            "ТОВ «Ромашка»",
            "Підсумок Плюс ТОВ",
            "Загалом і зокрема, ФОП",
        ],
        "ru": ["Всего понемногу", "Итог и партнёры", "Итого Консалт ООО", "ООО «Ромашка»", "Всего доброго, ИП"],
    }
    return [
        ru_1c_html(),
        excel_97("uk", "uk-bas-register-97", "Реєстр документів «Реалізація товарів та послуг»", sales_uk, "Разом"),
        excel_97("ru", "ru-1c-register-97", "Реестр документов «Реализация товаров и услуг»", sales_ru, "Итого"),
        excel_95("uk", "uk-1c77-excel-95", "Реєстр видаткових накладних", sales_uk[::2], "Всього:"),
        excel_95("ru", "ru-1c77-excel-95", "Реестр расходных накладных", sales_ru[::2], "Всего:"),
        merged_groups("uk", "uk-merged-groups", ("Клієнт", "Дата", "Товар", "Кількість", "Сума"), "Разом"),
        merged_groups("ru", "ru-merged-groups", ("Клиент", "Дата", "Товар", "Количество", "Сумма"), "Итого"),
        merged_groups("en", "en-merged-groups", ("Customer", "Date", "Product", "Quantity", "Amount"), "Total"),
        page_headers(
            "uk",
            "uk-page-headers",
            "Реєстр накладних за січень 2024 р.",
            number_uk,
            ("Разом на сторінці", "Всього", " р."),
        ),
        page_headers(
            "ru",
            "ru-page-headers",
            "Реестр накладных за январь 2024 г.",
            number_ru,
            ("Итого по странице", "Всего", " г."),
        ),
        with_totals_names(
            "uk", "uk-totals-in-names", names["uk"], ("Клієнт", "Замовлення", "Дата", "Кількість", "Сума"), "Всього"
        ),
        with_totals_names(
            "ru", "ru-totals-in-names", names["ru"], ("Клиент", "Заказ", "Дата", "Количество", "Сумма"), "Итого"
        ),
    ]
