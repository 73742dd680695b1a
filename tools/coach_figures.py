"""The figures of docs/coach.md, from the lines that nobody was taught by: python -m tools.coach_figures (a minute)."""

from collections.abc import Sequence

from salesbook.coach.comments import themes
from salesbook.coach.objections import judge_reply
from salesbook.coach.spin import SpinVerdict, classify
from salesbook.words import LANGUAGES
from tests.coach.score import f1, held_out, macro_f1
from tools.coach import SPIN, STEPS, THEMES


def questions(lang: str) -> str:
    """A line of the first table: macro-F1, F1 of each, right among easy and tricky, sure, right where sure."""
    rows = held_out("spin", lang)
    told = [classify(row["text"], lang) for row in rows]
    said, true = [[each.label] for each in told], [[row["label"]] for row in rows]
    right = [verdict.label == row["label"] for row, verdict in zip(rows, told, strict=True)]
    sure = [verdict.sure for verdict in told]
    figures = [macro_f1(said, true, SPIN), *(f1(said, true, label) for label in SPIN)]
    figures += [_share(right, [row["level"] == level for row in rows]) for level in ("easy", "tricky")]
    figures += [_share(sure, [True] * len(rows)), _share(right, sure)]
    return _line(lang, figures) + _praised(rows, told)


def _praised(rows: Sequence[dict[str, str]], told: Sequence[SpinVerdict]) -> str:
    """How many lines that ask nothing were taken for a question, and of those how many with certainty."""
    wrong = [each for row, each in zip(rows, told, strict=True) if row["label"] == "none" and each.label != "none"]
    of = sum(row["label"] == "none" for row in rows)
    return f"   taken for a question: {len(wrong)} of {of}, {sum(each.sure for each in wrong)} of them sure"


def replies(lang: str) -> str:
    """The five steps: macro-F1, then each."""
    rows = held_out("objections", lang)
    told = [judge_reply(row["text"], lang, row["objection"]).made for row in rows]
    true = [{step for step in STEPS if row[step] == "1"} for row in rows]
    return _line(lang, [macro_f1(told, true, STEPS), *(f1(told, true, step) for step in STEPS)])


def comments(lang: str) -> str:
    """The ten themes: macro-F1, then each."""
    rows = held_out("comments", lang)
    told, true = [themes(row["text"]).themes for row in rows], [row["themes"].split(";") for row in rows]
    return _line(lang, [macro_f1(told, true, THEMES), *(f1(told, true, theme) for theme in THEMES)])


def _share(right: Sequence[bool], among: Sequence[bool]) -> float:
    chosen = [each for each, there in zip(right, among, strict=True) if there]
    return sum(chosen) / len(chosen)


def _line(lang: str, figures: Sequence[float]) -> str:
    return f"| {lang} | " + " | ".join(f"{each:.2f}" for each in figures) + " |"


def main() -> None:
    """Print three tables."""
    for title, table in (
        (("macro", *SPIN, "easy", "tricky", "sure", "right where sure"), questions),
        (("macro", *STEPS), replies),
        (("macro", *THEMES), comments),
    ):
        print("| language | " + " | ".join(title) + " |")
        print(*map(table, LANGUAGES), sep="\n", end="\n\n")


if __name__ == "__main__":
    main()
