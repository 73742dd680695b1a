"""Word of mouth: the sources' multipliers as upper bounds, beside what the company's own data shows."""

import datetime as dt
from typing import Any, Unpack

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.interval import wilson
from salesbook.metrics.newcomers import newcomers
from salesbook.metrics.purchases import Rules, check_columns


def word_of_mouth(
    surveys: ibis.Table,
    *,
    channels: str = "friends, reviews",
    window_days: int = 365,
    loyal_per_new: float = 2.0,
    impressions_from: float = 4.0,
    impressions_to: float = 6.0,
    turned_away: float = 5.0,
    good_per_bad: float = 5.0,
    settle_days: int = 90,
    level: float = 0.95,
    as_of: dt.date | None = None,
    clients: ibis.Table | None = None,
    orders: ibis.Table | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""What promoters and detractors could do at most, and who did come by word of mouth, one row.

    .. math:: brought \le \frac{promoters}{2}, \quad impressions \le 4 \ldots 6 \cdot detractors, \quad
              turned\ away \le 5 \cdot detractors

    The multipliers are the source's "can" and "up to": upper bounds, no forecast. They count those who answered, each
    client once by the last answer of the window; of those who were not asked they say nothing.

    Parameters
    ----------
    surveys
        One row per survey answer. Reads ``score`` (0–10), and where present ``kind`` (only ``nps`` counts),
        ``client_id`` (an answer without one is somebody of his own) and ``answered_at``.
    channels
        The words of ``channel`` in ``clients`` that mean word of mouth, with commas between them.
    window_days
        Length of the window up to ``as_of``, days.
    loyal_per_new, impressions_from, impressions_to, turned_away, good_per_bad
        The source's multipliers: so many promoters bring one new client; a detractor leaves so many bad impressions
        and turns away so many prospects; one bad review outweighs so many good ones.
    settle_days
        Where a client has no ``acquired_on``: days from the first order of all in which nobody counts as new.
    level
        Coverage of the interval, 0 to 1.
    as_of
        End of the window; the day of the last answer where not given.
    clients, orders
        Tell who came, when and by which channel, where the company has them.
    **rules
        Which order lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``as_of`` (date), ``answered``, ``promoters``, ``passives``, ``detractors`` (persons), ``brought_most``,
        ``impressions_from``, ``impressions_most``, ``turned_away_most`` (upper bounds), ``review_balance`` (promoters
        − detractors × 5: below 0, the bad reviews would outweigh the good if everybody wrote one), ``new_clients``,
        ``by_word`` (counts in the window; null where no client has such a channel at all), ``word_share``,
        ``word_share_low``, ``word_share_high`` (shares of the new clients), ``promoters_per_new`` (promoters for each
        client who came by word of mouth; the source: 2).

    Raises
    ------
    DataError
        ``score`` is missing.
    RequestError
        A multiplier or ``window_days`` is not above 0, or ``level`` is no coverage.

    References
    ----------
    Taught as: word of mouth. Interval: Wilson (1927).
    """
    _check(window_days, loyal_per_new, impressions_from, impressions_to, turned_away, good_per_bad)
    end = _end(surveys, as_of)
    told = _persons(surveys, end, window_days)
    spread = told.select(
        *told.columns, brought_most=told.promoters / loyal_per_new,
        impressions_from=told.detractors * impressions_from, impressions_most=told.detractors * impressions_to,
        turned_away_most=told.detractors * turned_away, review_balance=told.promoters - told.detractors * good_per_bad,
    )  # fmt: skip
    words = [word.strip() for word in channels.split(",") if word.strip()]
    came = _came(clients, orders, end, words, window_days, settle_days=settle_days, as_of=as_of, **rules)
    both = spread.cross_join(came)
    rate = both.by_word / both.new_clients.nullif(0)
    middle, error = wilson(rate, both.new_clients.nullif(0), level)
    return both.select(
        *both.columns, word_share=rate, word_share_low=middle - error, word_share_high=middle + error,
        promoters_per_new=both.promoters / both.by_word.nullif(0),
    )  # fmt: skip


def _check(window_days: int, *multipliers: float) -> None:
    if window_days < 1:
        raise RequestError("window_days", f"{window_days} is not a length.", "Give a whole number of days, e.g. 365.")
    for multiplier in multipliers:
        if not multiplier > 0:
            raise RequestError("word_of_mouth", f"{multiplier} is no multiplier.", "Give a number above 0.")


def _answers(surveys: ibis.Table) -> ibis.Table:
    check_columns(surveys, "surveys", ["score"])
    rows = surveys.filter(surveys.score.notnull())
    return rows.filter(rows.kind.isnull() | (rows.kind == "nps")) if "kind" in rows.columns else rows


def _end(surveys: ibis.Table, as_of: dt.date | None) -> ibis.Table:
    rows = _answers(surveys)
    if as_of is not None:
        day: Any = ibis.date(as_of.isoformat())
        return rows.aggregate(n=rows.count()).select(as_of=day)
    if "answered_at" not in rows.columns:
        return rows.aggregate(n=rows.count()).select(as_of=ibis.null("date"))
    return rows.aggregate(as_of=rows.answered_at.max().date())


def _persons(surveys: ibis.Table, end: ibis.Table, window_days: int) -> ibis.Table:
    """One row: ``as_of`` and how many persons answered what; without dates the whole table is the window."""
    rows = _answers(surveys).cross_join(end)
    if "answered_at" in surveys.columns:
        day = rows.answered_at.date()
        rows = rows.filter((day <= rows.as_of) & (day > rows.as_of - ibis.interval(days=window_days)))
    if "client_id" in surveys.columns:
        rows = _last_of_each(rows, "answered_at" if "answered_at" in surveys.columns else "score")
    counts = rows.aggregate(
        answered=rows.score.count(),
        promoters=(rows.score >= 9).sum().fill_null(0),
        passives=rows.score.between(7, 8).sum().fill_null(0),
        detractors=(rows.score <= 6).sum().fill_null(0),
    )
    return end.cross_join(counts)


def _last_of_each(rows: ibis.Table, order: str) -> ibis.Table:
    """``score``, a client's last; an answer without a client stands for itself."""
    known = rows.filter(rows.client_id.notnull())
    last = known.group_by("client_id").agg(score=known.score.argmax(known[order]))
    return last.select("score").union(rows.filter(rows.client_id.isnull()).select("score"))


def _came(
    clients: ibis.Table | None, orders: ibis.Table | None, end: ibis.Table, words: list[str], window_days: int,
    **how: Any,
) -> ibis.Table:  # fmt: skip
    """One row: ``new_clients`` of the window, and those of them ``by_word``."""
    if clients is None or "channel" not in clients.columns or (orders is None and "acquired_on" not in clients.columns):
        none = ibis.null("int64")
        return end.aggregate(n=end.count()).select(new_clients=none, by_word=none)
    rows = newcomers(clients, orders, columns=["channel"], **how).cross_join(end)
    near = (rows.came_on <= rows.as_of) & (rows.came_on > rows.as_of - ibis.interval(days=window_days))
    inside = rows.came_on.notnull() & (rows.as_of.isnull() | near)
    worded = rows.channel.isin(words) if words else ibis.literal(False)
    sums = rows.aggregate(
        new_clients=inside.sum().fill_null(0), by_word=(inside & worded).sum().fill_null(0), ever=worded.sum()
    )
    return sums.select("new_clients", by_word=ibis.ifelse(sums.ever > 0, sums.by_word, ibis.null("int64")))
