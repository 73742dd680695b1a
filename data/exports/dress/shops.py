"""Orders of shops and order systems: lines of one order, sums that stand once or on every line, states."""

import datetime as dt
from decimal import Decimal

from .export import Col, Export, dressed, heads, in_book, money, tidy
from .files import Page, book, text
from .forms import COMMA, DMY_HM, DMY_HMS, DOT, ISO_HMS, pattern, typed
from .truth import chance, orders, sales, total

WHOLE = {"Name": "order_id", "Email": "client_id", "Created at": "ordered_at", "Total": "amount"}  # of an order


def en_shopify() -> Export:
    """What is said of an order stands on its first line alone: an order is taken whole, by its total."""
    lines = sales("en-shopify-orders", "en", 50)
    first = {id(order[0]): order for order in orders(lines)}

    def once(of):  # type: ignore[no-untyped-def]
        return lambda line: of(first[id(line)]) if id(line) in first else None

    def blank(form):  # type: ignore[no-untyped-def]
        return lambda value: "" if value is None else form(value)

    zone = dt.timezone(dt.timedelta(hours=-5))
    moment = pattern("%Y-%m-%d %H:%M:%S -0500")
    shipping = Decimal("4.90")
    cols = [
        Col("Name", "order_id", lambda x: "#" + x.order[-4:]),
        Col("Email", "client_id", lambda x: f"buyer{int(x.code)}@example.com"),
        Col("Financial Status", None, once(lambda o: "paid")),
        Col("Paid at", None, once(lambda o: o[0].at), blank(moment)),
        Col("Fulfillment Status", None, once(lambda o: "fulfilled")),
        Col("Currency", None, once(lambda o: "USD")),
        Col("Subtotal", None, once(total), blank(DOT)),
        Col("Shipping", None, once(lambda o: shipping), blank(DOT)),
        Col("Taxes", None, once(lambda o: Decimal(0)), blank(DOT)),
        Col("Total", None, once(lambda o: total(o) + shipping), blank(DOT)),
        Col("Discount Code", None, None),
        Col("Discount Amount", None, once(lambda o: Decimal(0)), blank(DOT)),
        Col("Created at", "ordered_at", lambda x: x.at.replace(tzinfo=zone), moment),
        Col("Lineitem quantity", "quantity", "quantity"),
        Col("Lineitem name", "product", "product"),
        Col("Lineitem price", "unit_price", "price", DOT),
        Col("Lineitem sku", "Lineitem sku", "sku"),
        Col("Lineitem discount", None, lambda x: Decimal(0), DOT),
        Col("Billing Name", None, once(lambda o: o[0].client)),
        Col("Refunded Amount", None, once(lambda o: Decimal(0)), blank(DOT)),
        Col("Id", None, once(lambda o: f"55{int(o[0].order[-6:]):011d}")),
    ]
    data = text([heads(cols), *dressed(cols, lines)], ",", "utf-8", end="\n")
    return Export(
        "en-shopify-orders",
        "en",
        "Shopify orders: one row a line, the order's own sums (with shipping) on its first line only",
        {"en-shopify-orders.csv": data},
        profile="shopify",
        may_ask=["stage", "columns", "vat", "currency"],
        set_aside={"further line of an order": len(lines) - len(first)},
        totals={"amount": money(total(lines) + shipping * len(first))},
        **tidy([col._replace(name=WHOLE.get(col.head)) for col in cols], [order[0] for order in first.values()]),
    )


def en_stripe() -> Export:
    lines = sales("en-stripe-payments", "en", 44)
    r = chance("en-stripe-payments states")
    states = {id(line): r.choice(["Paid"] * 6 + ["Failed", "Refunded"]) for line in lines}
    utc = dt.UTC
    cols = [
        Col("id", "order_id", lambda x: f"ch_3O{x.order[-6:]}{x.sku}"),
        Col("Created date (UTC)", "ordered_at", lambda x: x.at.replace(tzinfo=utc), ISO_HMS),
        Col("Amount", "amount", "amount", DOT),
        Col("Amount Refunded", None, lambda x: x.amount * (states[id(x)] == "Refunded"), DOT),
        Col("Currency", "currency", lambda x: "USD", str.lower),
        Col("Captured", None, lambda x: str(states[id(x)] != "Failed").lower()),
        Col("Description", "product", "product"),
        Col("Fee", None, lambda x: (x.amount * Decimal("0.029")).quantize(Decimal("0.01")), DOT),
        Col("Mode", None, lambda x: "Live"),
        Col("Status", "Status", lambda x: states[id(x)]),
        Col("Card Last4", None, lambda x: "4242"),
        Col("Customer ID", "client_id", lambda x: f"cus_{x.code}"),
        Col("Customer Email", None, lambda x: f"buyer{int(x.code)}@example.com"),
    ]
    cols[4] = cols[4]._replace(name=None)
    paid = [line for line in lines if states[id(line)] == "Paid"]
    data = text([heads(cols), *dressed(cols, lines)], ",", "utf-8", end="\n")
    return Export(
        "en-stripe-payments",
        "en",
        "Stripe payments: failed and refunded ones among the paid, moments in UTC as the header says",
        {"en-stripe-payments.csv": data},
        profile="stripe",
        set_aside={"stage": len(lines) - len(paid)},
        answers={"stage": ["Paid"]},
        may_ask=["stage", "columns", "vat", "currency"],
        **tidy(cols, paid),
    )


def uk_keycrm() -> Export:
    """One row a line of goods; the sum of the whole order stands on every one of them."""
    lines = sales("uk-keycrm-orders", "uk", 48)
    r = chance("uk-keycrm-orders states")
    states = {order[0].order: r.choice(["Виконано"] * 4 + ["Скасовано", "Новий"]) for order in orders(lines)}
    sums = {order[0].order: total(order) for order in orders(lines)}
    cols = [
        Col("№ замовлення", "order_id", lambda x: x.order[-6:].lstrip("0")),
        Col("Дата створення", "ordered_at", "at", DMY_HM),
        Col("Статус", "Статус", lambda x: states[x.order]),
        Col("Джерело", None, lambda x: "Сайт"),
        Col("Покупець", "client_id", "client"),
        Col("Назва товару", "product", "product"),
        Col("Артикул", "Артикул", "sku"),
        Col("Кількість", "quantity", "quantity", typed),
        Col("Ціна", "unit_price", "price", typed),
        Col("Сума замовлення", "Сума замовлення", lambda x: sums[x.order], typed),
        Col("Менеджер", "manager_id", "manager"),
    ]
    done = [line for line in lines if states[line.order] == "Виконано"]
    data = book(Page([heads(cols), *in_book(cols, lines)], "Worksheet", bold=[1]))
    return Export(
        "uk-keycrm-orders",
        "uk",
        "KeyCRM orders: one row a line of goods, the sum of the order on every row, cancelled and new ones too",
        {"uk-keycrm-orders.xlsx": data},
        profile="keycrm",
        set_aside={"stage": len(lines) - len(done)},
        answers={"stage": ["Виконано"]},
        may_ask=["stage", "columns", "vat", "currency"],
        others={"Сума замовлення": "number", "Артикул": "id"},
        totals={"quantity × unit_price": money(total(done))},
        **tidy(cols, done),
    )


def uk_salesdrive() -> Export:
    lines = orders(sales("uk-salesdrive-orders", "uk", 70))
    r = chance("uk-salesdrive-orders states")
    states = {order[0].order: r.choice(["Продаж"] * 4 + ["Відмова", "Новий", "Повернення"]) for order in lines}
    goods = lambda o: "\n".join(f"{x.product} - {x.quantity} шт." for x in o)  # noqa: E731
    cols = [
        Col("№ заявки", "order_id", lambda o: o[0].order[-6:].lstrip("0")),
        Col("Дата", "ordered_at", lambda o: o[0].at, DMY_HMS),
        Col("Статус", "Статус", lambda o: states[o[0].order]),
        Col("Контрагент", "client_id", lambda o: o[0].client),
        Col("Товари/Послуги", None, goods),
        Col("Сума", "amount", total, COMMA),
        Col("Менеджер", "manager_id", lambda o: o[0].manager),
        Col("Коментар", None, lambda o: r.choice(["", 'Передзвонити; клієнт просить "рахунок"', "Доставка до 12:00"])),
    ]
    sold = [order for order in lines if states[order[0].order] == "Продаж"]
    data = text([heads(cols), *dressed(cols, lines)], ";", "utf-8-sig")
    return Export(
        "uk-salesdrive-orders",
        "uk",
        "SalesDrive orders: goods in one cell of several lines, quotes and semicolons inside cells, all states",
        {"uk-salesdrive-orders.csv": data},
        profile="salesdrive",
        set_aside={"stage": len(lines) - len(sold)},
        answers={"stage": ["Продаж"]},
        may_ask=["stage", "columns", "vat", "currency"],
        **tidy(cols, sold),
    )


def exports() -> list[Export]:
    return [en_shopify(), en_stripe(), uk_keycrm(), uk_salesdrive()]
