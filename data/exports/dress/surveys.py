"""Answers to the question of NPS as survey tools export them."""

import csv
import datetime as dt
import json
from collections.abc import Sequence

from .export import Col, Export, dressed, heads, in_book, tidy
from .files import Page, book, text
from .forms import DMY_HMS, ISO_HMS, pattern
from .truth import Answer, answers

ASK = {
    "en": "How likely are you to recommend us to a friend or colleague?",
    "uk": "Наскільки ймовірно, що ви порекомендуєте нас друзям або колегам?",
    "ru": "Насколько вероятно, что вы порекомендуете нас друзьям или коллегам?",
}
WHY = {
    "en": "What is the main reason for your score?",
    "uk": "Чому ви поставили саме таку оцінку?",
    "ru": "Почему вы поставили именно такую оценку?",
}
UTC, KYIV = dt.UTC, dt.timezone(dt.timedelta(hours=2))


def _in(zone: dt.timezone, of: str = "at"):  # type: ignore[no-untyped-def]
    return lambda answer: getattr(answer, of).replace(tzinfo=zone)


def google_forms(lang: str, stamp: str, firm: str) -> Export:
    name = f"{lang}-google-forms-nps"
    when = Col(stamp, "answered_at", "at", DMY_HMS)
    if lang == "en":
        when = Col(stamp, "answered_at", _in(KYIV), pattern("%Y/%m/%d %-I:%M:%S %p GMT+2"))
    found = [answer for answer in answers(name, lang, 60) if answer.score is not None]
    cols = [when, Col(ASK[lang], "score", "score"), Col(WHY[lang], "comment", "comment"), Col(firm, None, "client")]
    data = text(
        [heads(cols), *dressed(cols, found)], ",", "utf-8", csv.QUOTE_ALL if lang == "en" else csv.QUOTE_MINIMAL
    )
    return Export(
        name,
        lang,
        "Google Forms: columns named by whole questions"
        + (", moments as 2024/03/05 10:15:22 AM GMT+2" if lang == "en" else ""),
        {f"{name}.csv": data},
        table="surveys",
        profile="google-forms",
        may_ask=["columns"],
        **tidy(cols, found),
    )


def typeform(lang: str) -> Export:
    name = f"{lang}-typeform-nps"
    found = answers(name, lang, 45)
    later = lambda a: (a.at + dt.timedelta(seconds=75)).replace(tzinfo=UTC)  # noqa: E731
    cols = [
        Col("#", "response_id", lambda a: f"{int(a.number) * 7919:032x}"),
        Col(ASK[lang], "score", "score"),
        Col(WHY[lang], "comment", "comment"),
        Col("Response Type", None, lambda a: "completed"),
        Col("Start Date (UTC)", None, _in(UTC), ISO_HMS),
        Col("Stage Date (UTC)", None, None),
        Col("Submit Date (UTC)", "answered_at", later, ISO_HMS),
        Col("Network ID", None, lambda a: f"{int(a.number) % 99991:010x}"),
        Col("Tags", None, None),
    ]
    return Export(
        name,
        lang,
        "Typeform: an id in #, two moments in UTC as the header says, empty columns, answers without a score",
        {f"{name}.csv": text([heads(cols), *dressed(cols, found)], ",", "utf-8", end="\n")},
        table="surveys",
        profile="typeform",
        may_ask=["columns"],
        **tidy(cols, found),
    )


def surveymonkey(lang: str, words: Sequence[str], excel: bool = False) -> Export:
    """The second row names the answers of a question: Response, Open-Ended Response."""
    name = f"{lang}-surveymonkey-nps"
    found = answers(name, lang, 50)
    number, collector, start, end, response, open_ = words
    moment = DMY_HMS if excel else pattern("%m/%d/%Y %I:%M:%S %p")
    end_at = lambda a: a.at + dt.timedelta(seconds=95)  # noqa: E731
    cols = [
        Col(number, "response_id", "number"),
        Col(collector, None, lambda a: "442160311"),
        Col(start, None, "at", moment),
        Col(end, "answered_at", end_at, moment),
        Col("IP Address", None, lambda a: "192.0.2.17"),
        Col(ASK[lang], "score", "score"),
        Col(WHY[lang], "comment", "comment"),
    ]
    rows = [heads(cols), ["", "", "", "", "", response, open_]]
    if excel:
        cols[5] = cols[5]._replace(form=lambda v: v)
        files = {f"{name}.xlsx": book(Page([*rows, *in_book(cols, found)], "Sheet"))}
    else:
        files = {f"{name}.csv": text([*rows, *dressed(cols, found)], ",", "utf-8-sig")}
    return Export(
        name,
        lang,
        "SurveyMonkey: header of two rows, the second says Response and Open-Ended Response; "
        + ("days as 31.01.2024" if excel else "days as 01/31/2024 and AM, PM"),
        files,
        table="surveys",
        profile="surveymonkey",
        may_ask=["columns"],
        **tidy(cols, found),
    )


def delighted() -> Export:
    found = [answer for answer in answers("en-delighted-nps", "en", 50) if answer.score is not None]
    stamp = pattern("%Y-%m-%d %H:%M:%S UTC")
    cols = [
        Col("Person ID", None, lambda a: str(int(a.number) - 90_000_000)),
        Col("Name", None, "client"),
        Col("Email", None, "email"),
        Col("Response ID", "response_id", "number"),
        Col("Score", "score", "score"),
        Col("Comment", "comment", "comment"),
        Col("Created At", "answered_at", _in(UTC), stamp),
        Col("Updated At", None, _in(UTC), stamp),
        Col("Tags", None, None),
    ]
    return Export(
        "en-delighted-nps",
        "en",
        "Delighted: moments with UTC behind them, who answered, score and comment",
        {"en-delighted-nps.csv": text([heads(cols), *dressed(cols, found)], ",", "utf-8", end="\n")},
        table="surveys",
        profile="delighted",
        may_ask=["columns", "client"],
        **tidy(cols, found),
    )


def _group(answer: Answer) -> str:
    if answer.score is None:
        return ""
    return "Promoter" if answer.score > 8 else "Passive" if answer.score > 6 else "Detractor"


def qualtrics(lang: str, says: str) -> Export:
    """Three rows of header: ids of columns, their words, and their ids again as JSON."""
    name = f"{lang}-qualtrics-nps"
    found = answers(name, lang, 40)
    done = lambda a: a.at + dt.timedelta(seconds=64)  # noqa: E731
    cols = [
        Col("StartDate", None, "at", ISO_HMS),
        Col("EndDate", None, done, ISO_HMS),
        Col("Status", None, lambda a: "IP Address"),
        Col("Progress", None, lambda a: "100"),
        Col("Duration (in seconds)", None, lambda a: "64"),
        Col("Finished", None, lambda a: "True"),
        Col("RecordedDate", "answered_at", done, ISO_HMS),
        Col("ResponseId", "response_id", lambda a: f"R_{int(a.number) * 104729:015x}"),
        Col("RecipientEmail", None, "email"),
        Col("ExternalReference", None, None),
        Col("UserLanguage", None, lambda a: lang.upper()),
        Col("Q1_NPS_GROUP", None, _group),
        Col("Q1", "score", "score"),
        Col("Q2", "comment", "comment"),
    ]
    second = [
        "Start Date",
        "End Date",
        "Response Type",
        "Progress",
        "Duration (in seconds)",
        "Finished",
        "Recorded Date",
        "Response ID",
    ]
    second += [
        "Recipient Email",
        "External Data Reference",
        "User Language",
        f"{ASK[lang]} - Group",
        ASK[lang],
        WHY[lang],
    ]
    ids = [
        "startDate",
        "endDate",
        "status",
        "progress",
        "duration",
        "finished",
        "recordedDate",
        "_recordId",
        "recipientEmail",
    ]
    ids += ["externalDataReference", "userLanguage", "QID1_NPS_GROUP", "QID1", "QID2_TEXT"]
    third = [json.dumps({"ImportId": each}, separators=(",", ":")) for each in ids]
    data = text([heads(cols), second, third, *dressed(cols, found)], ",", "utf-8-sig" if says else "utf-8", end="\n")
    return Export(
        name,
        lang,
        "Qualtrics: header of three rows, names, questions and ids as JSON; the group of each score beside it" + says,
        {f"{name}.csv": data},
        table="surveys",
        profile="qualtrics",
        may_ask=["columns"],
        **tidy(cols, found),
    )


def exports() -> list[Export]:
    monkey = ("Respondent ID", "Collector ID", "Start Date", "End Date", "Response", "Open-Ended Response")
    monkey_ru = (
        "ID респондента",
        "ID коллектора",
        "Дата начала",
        "Дата завершения",
        "Ответ",
        "Ответ в свободной форме",
    )
    return [
        google_forms("en", "Timestamp", "Your company"),
        google_forms("uk", "Позначка часу", "Назва вашої компанії"),
        google_forms("ru", "Отметка времени", "Название вашей компании"),
        typeform("en"),
        typeform("uk"),
        surveymonkey("en", monkey),
        surveymonkey("ru", monkey_ru, excel=True),
        delighted(),
        qualtrics("en", "; UTF-8 with BOM"),
        qualtrics("ru", ""),
    ]
