"""The data check: what is found, what it would change, and how the page says it."""

import datetime as dt
import re

import pytest

from salesbook.cli import main
from salesbook.quality import check
from salesbook.quality.effects import against, order_figures
from salesbook.quality.lines import line_findings
from salesbook.quality.outliers import outliers
from salesbook.quality.periods import coverage, cut_first, cut_last, gaps, runs_without, thin, usual_weekdays
from salesbook.rerun.data_check import page
from salesbook.tables import open as open_book
from tests.metrics.sight import table

TODAY = dt.date(2024, 6, 30)
DAY = dt.timedelta(days=1)


def found(orders, today=TODAY):
    """Findings in order lines by their kind."""
    return {f.kind: f for f in line_findings(orders, against(order_figures(orders), order_figures), today)}


def change(finding, figure):
    """The change of one figure that a finding tells."""
    return next(e for e in finding.effects if e.figure == figure).change


def company(folder, **tables):
    """A company whose tables stand in the test."""
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        lines = [",".join("" if c == "-" else c for c in line.split()) for line in text.strip().splitlines()]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def kinds(checked):
    return {(f.table, f.kind) for f in checked.findings}


def test_clean_lines_give_no_finding():
    assert found(table("""
        client_id ordered_at amount order_id
        ann       2024-01-01 60     1
        ann       2024-01-01 40     1
        bob       2024-01-02 50     2
    """)) == {}  # fmt: skip


def test_a_line_that_repeats_another_counts_and_without_it_revenue_is_lower():
    repeated = found(
        table("""
        client_id ordered_at amount order_id
        ann       2024-01-01 60     1
        ann       2024-01-01 60     1
        bob       2024-01-02 80     2
    """)
    )["repeated"]
    assert (repeated.n, repeated.of, repeated.treated) == (1, 3, "counted")
    assert change(repeated, "revenue") == pytest.approx(140 / 200 - 1)
    assert change(repeated, "order_value") == pytest.approx(70 / 100 - 1)
    assert [row["times"] for row in repeated.examples] == [2]


def test_a_line_logged_again_later_is_told_apart_from_one_bought_again():
    lines = found(
        table("""
        client_id ordered_at       amount order_id product
        ann       2024-01-01T10:00 60     1        rose
        ann       2024-01-01T11:00 60     1        rose
        ann       2024-01-01T12:00 60     1        rose
        ann       2024-02-01T10:00 60     2        rose
    """)
    )
    assert set(lines) == {"relogged"}  # order 2 is another purchase of the same
    assert lines["relogged"].n == 2
    assert change(lines["relogged"], "revenue") == pytest.approx(120 / 240 - 1)


def test_without_order_numbers_nothing_can_be_logged_again():
    assert "relogged" not in found(table("""
        client_id ordered_at       amount
        ann       2024-01-01T10:00 60
        ann       2024-01-01T11:00 60
    """))  # fmt: skip


def test_an_order_number_of_two_clients_is_two_orders_at_half_the_value():
    shared = found(
        table("""
        client_id ordered_at amount order_id
        ann       2024-01-01 60     1
        bob       2024-01-01 40     1
    """)
    )["shared"]
    assert (shared.n, shared.of) == (1, 1)
    assert (change(shared, "orders"), change(shared, "order_value")) == (1.0, -0.5)


@pytest.mark.parametrize(
    ("kind", "line", "revenue", "orders"),
    [
        ("returns", "ann 2024-01-01 -25 3", -0.25, 0.0),  # subtracted from the sales
        ("zero_amounts", "ann 2024-01-02 0 3", 0.0, 0.5),  # an order more
        ("unknown_clients", "- 2024-01-02 50 3", 0.5, 0.5),
    ],
)
def test_what_the_definitions_leave_out_is_said_with_what_it_would_change(kind, line, revenue, orders):
    lines = f"""
        client_id ordered_at amount order_id
        ann       2024-01-01 60     1
        bob       2024-01-01 40     2
        {line}
    """
    (finding,) = found(table(lines)).values()
    assert (finding.kind, finding.n, finding.treated) == (kind, 1, "excluded")
    assert (change(finding, "revenue"), change(finding, "orders")) == (revenue, orders)


def test_one_date_ahead_moves_the_end_of_the_data_and_with_it_retention():
    ahead = found(
        table("""
        client_id ordered_at amount
        ann       2023-12-01 60
        ann       2024-03-01 60
        bob       2024-06-01 40
        bob       2042-06-01 40
    """)
    )["future"]
    assert (ahead.n, ahead.values["last"], ahead.attention) == (1, dt.date(2042, 6, 1), True)
    kept = next(e for e in ahead.effects if e.figure == "retention_rate")
    assert (kept.now, kept.then) == (
        None,
        0.0,
    )  # nobody bought in the 90 days before 2042; of ann, who did, none is kept


def test_a_sale_on_the_day_itself_is_not_ahead():
    assert found(table("""
        client_id ordered_at       amount
        ann       2024-06-30T23:59 60
    """)) == {}  # fmt: skip


def test_currencies_are_never_added_in_silence():
    mixed = found(
        table("""
        client_id ordered_at amount currency
        ann       2024-01-01 60     UAH
        bob       2024-01-01 40     uah
        bob       2024-01-02 10     EUR
    """)
    )["currencies"]
    assert (mixed.n, mixed.values["main"], mixed.values["currencies"]) == (1, "UAH", "UAH, EUR")
    assert change(mixed, "revenue") == pytest.approx(100 / 110 - 1)


def sales(*amounts):
    """Lines of ``amounts``, one a day and client."""
    days = (dt.date(2024, 1, 1) + DAY * i for i in range(len(amounts)))
    lines = [f"c{i} {day} {amount}" for i, (day, amount) in enumerate(zip(days, amounts, strict=True))]
    return table("client_id ordered_at amount\n" + "\n".join(lines))


def outlying(orders):
    return outliers(orders, against(order_figures(orders), order_figures))


def test_one_line_of_a_hundred_usual_ones_is_named_with_its_share():
    (far,) = outlying(sales(*[10] * 99, 1010))
    assert (far.n, far.examples[0]["amount"], far.values["usual_amount"], far.values["amount"]) == (1, 1010, 10, 100)
    assert change(far, "revenue") == pytest.approx(990 / 2000 - 1)
    assert change(far, "order_value") == pytest.approx(10 / 20 - 1)
    assert far.alone == ()  # it is alone already


def test_of_two_the_larger_is_also_taken_by_itself():
    (far,) = outlying(sales(*[10] * 98, 500, 1000))
    assert [row["amount"] for row in far.examples] == [1000, 500]
    assert next(e for e in far.alone if e.figure == "revenue").change == pytest.approx(1480 / 2480 - 1)


@pytest.mark.parametrize("amounts", [[10] * 19 + [95], [10] * 10 + [10_000], [-5, 0]], ids=["9 times", "few", "none"])
def test_what_is_not_far_or_among_too_few_is_no_outlier(amounts):
    assert outlying(sales(*amounts)) == []


def test_an_outlier_that_was_given_back_is_said_to_be():
    lines = "\n".join(f"c{i} 2024-01-01 10" for i in range(40))
    orders = table(f"client_id ordered_at amount\n{lines}\nann 2024-01-02 5000\nann 2024-01-02 -5000\n")
    (far,) = outlying(orders)
    assert (far.n, far.values["taken_back"], far.examples[0]["taken_back"]) == (1, 1, True)


def test_a_line_that_no_figure_counts_is_no_outlier():
    lines = "\n".join(f"c{i} 2024-01-01 10" for i in range(40))
    assert outlying(table(f"client_id ordered_at amount\n{lines}\n- 2024-01-02 5000")) == []


def every(first, last, but=(), weekdays=range(7)):
    """Ten lines on each day from ``first`` to ``last``."""
    days = (first + DAY * i for i in range((last - first).days + 1))
    return {day: 10 for day in days if day not in but and day.weekday() in weekdays}


def test_a_closed_weekend_is_no_gap_and_a_closed_week_is():
    off = [dt.date(2024, 5, 6) + DAY * i for i in range(7)]  # Monday to Sunday
    days = every(dt.date(2024, 1, 1), dt.date(2024, 6, 30), off, weekdays=range(5))
    assert usual_weekdays(days) == frozenset(range(5))
    assert runs_without(days) == [(dt.date(2024, 5, 6), dt.date(2024, 5, 10), 5)]


def test_a_month_without_a_row_is_a_gap_and_a_month_with_few_is_thin():
    lost = [dt.date(2024, 3, 1) + DAY * i for i in range(31)]
    days = every(dt.date(2024, 1, 1), dt.date(2024, 10, 31), lost)
    days |= {day: 1 for day in days if day.month == 7}
    covered = coverage(days)
    assert covered.unit == "month"
    assert gaps(covered) == [dt.date(2024, 3, 1)]
    assert [p.start for p in thin(covered)] == [dt.date(2024, 7, 1)]


@pytest.mark.parametrize(
    ("first", "last", "cut"),
    [
        (dt.date(2024, 1, 1), dt.date(2024, 6, 30), (False, False)),
        (dt.date(2024, 1, 3), dt.date(2024, 6, 28), (False, False)),  # two days: a holiday
        (dt.date(2024, 1, 4), dt.date(2024, 6, 27), (True, True)),
    ],
)
def test_a_month_is_cut_short_where_three_usual_days_are_missing(first, last, cut):
    days = every(first, last)
    assert (cut_first(days), cut_last(days)) == cut
    periods = coverage(days).periods
    assert (not periods[0].whole, not periods[-1].whole) == cut


def test_who_sells_once_a_week_is_not_cut_short_by_a_quiet_week():
    days = {dt.date(2024, 1, 2) + 9 * DAY * i: 1 for i in range(20)}  # 2 January to 21 June, no usual weekday
    assert (usual_weekdays(days), cut_last(days)) == (frozenset(), False)


@pytest.fixture
def shop(tmp_path):
    return company(
        tmp_path / "shop",
        clients="""
            client_id client_name phone
            1         Ромашка     0501112233
            2         РОМАШКА     0501112234
            3         Лілія       0501112235
            3         Лілія       0501112236
        """,
        orders="""
            client_id ordered_at order_id amount product
            1         2024-01-01 11       60     <script>alert(1)</script>
            1         2024-01-01 11       60     <script>alert(1)</script>
            2         2024-02-01 12       40     тюльпан
            9         2024-02-02 13       50     тюльпан
            9         n/a!       14       50     {{7*7}}
        """,
        surveys="""
            client_id answered_at score
            1         2024-01-05  10
            -         2024-01-05  0
            8         2024-01-06  9
        """,
    )


def test_tables_that_do_not_hang_together_are_found(shop):
    checked = check(open_book(shop), TODAY)
    assert kinds(checked) >= {
        ("clients", "namesakes"), ("clients", "listed_twice"), ("clients", "without_orders"), ("orders", "aside"),
        ("orders", "strangers"), ("surveys", "strangers"),
    }  # fmt: skip
    twins = next(f for f in checked.findings if f.kind == "namesakes")
    assert (twins.n, twins.of, twins.values["ids"]) == (1, 2, 2)
    assert change(twins, "clients") == pytest.approx(2 / 3 - 1)  # 1 and 2 bought as one, beside 9
    (odd,) = [f for f in checked.findings if (f.table, f.kind) == ("orders", "strangers")]
    assert (odd.n, change(odd, "revenue")) == (1, pytest.approx(160 / 210 - 1))


def test_what_needs_attention_stands_first_by_weight(shop):
    checked = check(open_book(shop), TODAY)
    flags = [f.attention for f in checked.findings]
    assert flags == sorted(flags, reverse=True)
    weights = [f.weight for f in checked.attention]
    assert weights == sorted(weights, reverse=True)
    assert (*checked.attention, *checked.known) == checked.findings


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_the_page_is_one_file_escaped_and_without_names_of_people(shop, lang):
    book = open_book(shop, lang=lang)
    html = page(book, check(book, TODAY), TODAY)
    assert "<script" not in html and "&lt;script&gt;" in html and "{{7*7}}" in html
    assert not re.search(r"(?:src|href)=\"(?!data:)", html) and "http" not in html
    assert not [who for who in ("Ромашка", "РОМАШКА", "Лілія", "05011122") if who in html]
    assert str(shop) not in html


def test_each_finding_is_said_with_what_it_would_change(shop):
    book = open_book(shop, lang="uk")
    html = page(book, check(book, TODAY), TODAY)
    assert "1 рядок повторює інший в усіх стовпцях" in html
    assert "Без одного цього рядка виручка нижча на 29" in html  # 60 of 210
    book = open_book(shop)
    assert "Without that one row revenue is 29% lower" in page(book, check(book, TODAY), TODAY)


def test_a_company_without_orders_gets_a_page(tmp_path):
    surveys = "client_id answered_at score\n1 2024-01-05 10\n1 2024-01-05 10\n2 2024-01-06 0"
    book = open_book(company(tmp_path / "asked", surveys=surveys))
    checked = check(book, TODAY)
    (twice,) = [f for f in checked.findings if f.kind == "repeated_rows"]
    assert (twice.n, change(twice, "nps")) == (1, pytest.approx(0 - 100 / 3))
    assert "NPS is 33.3 points lower" in page(book, checked, TODAY)


@pytest.fixture
def salesbook(tmp_path, monkeypatch, capsys):
    """``salesbook(…)`` → exit code, what was printed."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        with pytest.raises(SystemExit) as done:
            main(["check", *arguments])
        said = capsys.readouterr()
        return done.value.code, said.out + said.err

    return call


def test_the_command_writes_the_page_and_says_where(shop, tmp_path, salesbook):
    code, said = salesbook("--data", str(shop), "--html", "out/check.html", "--lang", "ru")
    assert code == 0 and "проверка данных: out" in said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["check.html"]
    assert "Что требует внимания" in (tmp_path / "out" / "check.html").read_text("utf-8")


@pytest.mark.parametrize("arguments", [("--html", "orders.csv"), ("exercises", "--html", "a.html")])
def test_a_page_that_cannot_be_is_refused(shop, salesbook, arguments, tmp_path):
    code, said = salesbook(*arguments, "--data", str(shop))
    assert code == 2 and "html" in said
    assert not list(tmp_path.glob("*.html"))


def test_groups_of_fewer_than_five_clients_are_flagged_for_they_tell_of_somebody(tmp_path):
    clients = "client_id region\n" + "\n".join(f"{n} {'north' if n < 6 else 'south'}" for n in range(8))  # 6 and 2
    checked = check(open_book(company(tmp_path / "few", clients=clients)), TODAY)
    (small,) = [f for f in checked.findings if f.kind == "small_groups"]
    assert (small.n, small.of, small.values) == (1, 2, {"k": 5, "columns": "region"})
