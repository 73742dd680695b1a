"""What to know of the other tables: repeated rows, answers without a client or score, dates ahead of time."""

import datetime as dt

import ibis

from salesbook.quality.effects import Compare
from salesbook.quality.finding import Finding, count, examples, repeated_rows


def row_findings(rows: ibis.Table, table: str, date: str, compare: Compare | None, today: dt.date) -> list[Finding]:
    """Findings of any table but orders; ``compare`` where a measure rests on it."""
    of, treated = count(rows), "counted" if compare else ""
    found: list[Finding] = []
    n, first = repeated_rows(rows)
    if n:
        effects = compare(rows.distinct()) if compare else ()
        found.append(Finding("repeated_rows", table, n, of, treated, "without", effects, examples=first))
    if table == "surveys":
        found += _answers(rows, compare, of)
    if date:
        ahead = (rows[date].date() > ibis.date(today.isoformat())).fill_null(False)
        n = count(rows.filter(ahead))
        if n:
            last = rows[date].max().to_pyarrow().as_py()
            values = {"today": today, "last": last.date() if isinstance(last, dt.datetime) else last}
            first = examples(rows.filter(ahead), order_by=[ibis.desc(date)])
            effects = compare(rows.filter(~ahead)) if compare else ()
            found.append(Finding("future", table, n, of, treated, "without", effects, values, first))
    return found


def _answers(answers: ibis.Table, compare: Compare | None, of: int) -> list[Finding]:
    found = []
    if "client_id" in answers.columns and compare:
        nobody = answers.client_id.isnull()
        n = count(answers.filter(nobody))
        if 0 < n < of:
            effects = compare(answers.filter(~nobody))
            found.append(Finding("nobody", "surveys", n, of, "counted", "without", effects))
    n = count(answers.filter(answers.score.isnull()))
    return [*found, *([Finding("unanswered", "surveys", n, of, "excluded")] if n else [])]
