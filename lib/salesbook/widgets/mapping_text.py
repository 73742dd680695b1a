"""What a mapping card says as HTML: rows before and after, and the whole card where nothing can be clicked."""

from collections.abc import Iterable, Sequence
from html import escape

from salesbook.widgets.mapping import Asked, Pick, Rows, Said, Section
from salesbook.words import say

LONGEST = 40  # letters of a cell
SIGNS = {"good": "✓", "poor": "!", "note": "·"}


def preview(section: Section, lang: str) -> str:
    """The first rows as they came, and as they will be."""
    parts = [("before", section.before, section.heads), ("after", section.after, 1)]
    return "".join(
        f"<h4>{say(f'mapping.{name}', lang)}</h4>{table(rows, heads, say(f'mapping.{name}', lang), lang)}"
        for name, rows, heads in parts
        if any(rows)
    )


def table(rows: Rows, heads: int, name: str, lang: str) -> str:
    """``rows``, of which the first ``heads`` are the header; it scrolls within itself, by the keyboard too."""
    width = max(map(len, rows), default=0)
    drawn = "".join(_row(row, width, "th" if n < heads else "td") for n, row in enumerate(rows))
    label = escape(f"{name}: {say('mapping.rows', lang)}", quote=True)
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table>{drawn}</table></div>'


def _row(row: Sequence[str], width: int, tag: str) -> str:
    cells = [*row, *([""] * (width - len(row)))]
    return f"<tr>{''.join(f'<{tag}>{escape(cut(cell))}</{tag}>' for cell in cells)}</tr>"


def cut(cell: str) -> str:
    """A cell in one line, and not too long a one."""
    said = " ".join(cell.split())
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def listed(said: Iterable[Said]) -> str:
    """Lines, each with the sign of its mood."""
    rows = "".join(f'<li class="{mood}"><b>{SIGNS[mood]}</b> {escape(words)}</li>' for mood, words in said)
    return f'<ul class="parts">{rows}</ul>' if rows else ""


def notes(told: Sequence[str]) -> str:
    """What was noted of a sheet."""
    return f"<ul class='notes'>{''.join(f'<li>{escape(each)}</li>' for each in told)}</ul>" if told else ""


def printed(sections: Sequence[Section], lang: str) -> str:
    """The card on paper: what was understood, what is open, the rows before and after."""
    return "".join(_printed(section, lang) for section in sections)


def _printed(section: Section, lang: str) -> str:
    pick = section.table
    held = escape(pick.options.get(pick.taken, pick.taken)) if section.used else say("mapping.unused", lang)
    asked = [f"<li><b>?</b> {escape(text)}</li>" for text in questions(section)]
    listed_columns = "".join(_column(each) for each in section.columns if each.taken and not each.open)
    columns = f"<ul>{listed_columns}</ul>" if listed_columns else ""
    asking = f"<ul>{''.join(asked)}</ul>" if asked else ""
    return f"<h3>{escape(section.where)} → {held}</h3>{notes(section.notes)}{asking}{columns}{preview(section, lang)}"


def _column(pick: Pick) -> str:
    theirs, how = pick.options.get(pick.taken, pick.taken), f" ({escape(pick.how)})" if pick.how else ""
    return f"<li>{escape(pick.label)} <code>{escape(pick.name)}</code> ← {escape(theirs)}{how}</li>"


def questions(section: Section) -> list[str]:
    """The words of each open question."""
    every: list[Pick | Asked] = [section.table, *section.columns, *section.questions]
    return [each.text for each in every if each.open]
