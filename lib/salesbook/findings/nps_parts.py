"""What lies behind the score: its band, what moved it, which groups stand out, and what clients do."""

from typing import Any

from salesbook.findings.finding import BAD, GOOD, PLAIN, Finding, absent, finding, plain
from salesbook.labels import Result, column_label, title
from salesbook.words import money, number, say, share, signed

SURE = 0.05
RULE = 0.05  # of clients who never left, the rules of lateness take up to one in twenty for one who did


def nps_bands(result: Result) -> Finding:
    """The score of the last period (or of all), and the band of the source that its whole interval lies in."""
    lang, asked = result.lang, [row for row in result.rows if row["answered"]]
    if not asked:
        return absent("nps_bands", result)
    row = asked[-1]
    period = " · ".join(str(row[c]) for c in result.by) or say("chart.all", lang)
    points: dict[str, Any] = {k: signed(row[f"nps{end}"], lang) for k, end in _ENDS.items()}
    bands = {k: say(f"band.{row[k]}", lang) for k in ("band", "band_low", "band_high") if row[k]}
    names = ("band",) if row["band"] else ("band_low", "band_high")
    said = say(
        "nps.band_in" if row["band"] else "nps.band_between", lang, None, **points, period=period,
        answers=say("count.answers", lang, row["answered"]), **{name: bands[name] for name in names},
    )  # fmt: skip
    tone = {"low": BAD, "leading": GOOD}.get(row["band"] or "", PLAIN)
    return Finding("nps_bands", said, plain(row), tone, True, ("ask_for_ten", "one_change") if tone == BAD else ())


_ENDS = {"nps": "", "low": "_low", "high": "_high"}


@finding
def nps_mix(result: Result, row: dict[str, Any]) -> str:
    """What the groups answered, who answered, and how far chance alone goes."""
    lang = result.lang
    points: dict[str, Any] = {k: signed(row[k], lang, 1) for k in ("rate", "rate_low", "rate_high", "mix")}
    noise = number(row["noise"], lang, 1)
    return say("nps.mix", lang, None, **points, noise=noise, before=row["before"], after=row["after"])


def nps_drivers(result: Result) -> list[Finding]:
    """The groups that score below and above all others by more than chance, the surest of each; or that none does."""
    lang, rows = result.lang, result.rows
    sure = [row for row in rows if row["p_corrected"] < SURE]
    if not rows:
        return [absent("nps_drivers", result)]
    if not sure:
        return [Finding("nps_drivers", say("nps.no_drivers", lang, None, tests=number(len(rows), lang)))]
    found = []
    for name, tone, sign, action in (("nps_below", BAD, -1, "mend_the_group"), ("nps_above", GOOD, 1, "pass_it_on")):
        row = next((row for row in sure if sign * row["difference"] > 0), None)
        if row is not None:
            found.append(Finding(name, _driver(row, len(rows), lang), plain(row), tone, True, (action,)))
    return found


def _driver(row: dict[str, Any], tests: int, lang: str) -> str:
    names = {"nps": "nps", "rest": "rest_nps", "difference": "difference", "low": "difference_low",
             "high": "difference_high"}  # fmt: skip
    points: dict[str, Any] = {key: signed(row[name], lang) for key, name in names.items()}
    answers = say("count.answers", lang, row["answered"])
    column = column_label(row["column"], lang)
    said = say("nps.below", lang, None, group=row["group"], column=column, tests=number(tests, lang), answers=answers,
               **points)  # fmt: skip
    return title(said)


def nps_behaviour(result: Result) -> list[Finding]:
    """Promoters who stopped buying, and critics who still buy, with the money behind them."""
    lang = result.lang
    of = {row["said"]: row for row in result.rows if row["stopped"] + row["buying"]}
    found = []
    if "promoter" in of and of["promoter"]["stopped"]:
        row = of["promoter"]
        shares: dict[str, Any] = {k: share(row[f"stopped_{e}"], lang) for k, e in _SHARES.items()}
        said = say("nps.promoters_stopped", lang, None, **_counts(row, lang), **shares,
                   money=money(row["stopped_monthly_amount"], lang, result.currency),
                   largest=money(row["stopped_largest_amount"] or 0, lang, result.currency))  # fmt: skip
        sure = None if row["stopped_low"] > RULE else False  # counted; but the rule itself may err so often
        found.append(Finding("promoters_stopped", said, plain(row), BAD, sure, ("call_silent_promoters",)))
    if "detractor" in of and of["detractor"]["buying"]:
        row = of["detractor"]
        amount = money(row["buying_monthly_amount"], lang, result.currency)
        found.append(Finding("critics_buy", say("nps.critics_buy", lang, None, **_counts(row, lang), money=amount),
                             plain(row)))  # fmt: skip
    if not found:
        return [Finding("nps_behaviour", result.absent or say("nps.nobody_known", lang))]
    return found


_SHARES = {"share": "rate", "low": "low", "high": "high"}


def _counts(row: dict[str, Any], lang: str) -> dict[str, Any]:
    counts = {"stopped": row["stopped"], "buying": row["buying"], "known": row["stopped"] + row["buying"]}
    return {key: number(value, lang) for key, value in counts.items()}


@finding
def nps_by_revenue(result: Result, row: dict[str, Any]) -> str:
    """The score in which an answer weighs what its client buys."""
    return _weighed("nps.by_revenue", result, row)


@finding
def nps_by_shares(result: Result, row: dict[str, Any]) -> str:
    """The score in which each group counts as among the clients."""
    return _weighed("nps.by_shares", result, row)


def _weighed(key: str, result: Result, row: dict[str, Any]) -> str:
    lang = result.lang
    if row["nps"] is None:
        return say("nps.nobody", lang)
    points: dict[str, Any] = {k: signed(row[f"nps{end}"], lang) for k, end in _ENDS.items()}
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("weighed", "effective")}
    return say(key, lang, None, **points, **counts)


def nps_sample(result: Result) -> Finding:
    """How exact the last survey is, and how many answers it takes to be as exact as wished."""
    lang, asked = result.lang, [row for row in result.rows if row["answered"]]
    if not asked:
        return absent("nps_sample", result)
    row = asked[-1]
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("answered", "needed")}
    widths: dict[str, Any] = {
        "half": number(row["half_width_points"], lang, 1), "wanted": number(row["wanted_half_width_points"], lang),
    }  # fmt: skip
    worst = number(row["needed_worst"], lang)
    return Finding("nps_sample", say("nps.sample", lang, None, **counts, **widths, worst=worst), plain(row))


def nps_scale(result: Result) -> list[Finding]:
    """That the scale seems to have begun with 1; nothing where it does not."""
    row = result.rows[0] if result.rows else None
    if row is None or not row["from_one"]:
        return []
    said = say("nps.from_one", result.lang, None, ones=number(row["ones"], result.lang))
    return [Finding("nps_scale", said, plain(row), BAD, False, ("ask_on_0_10",))]
