"""The sales team: who stands apart in the loyalty of the clients, and whom nobody looks after."""

from salesbook import findings as say
from salesbook.findings import Finding
from salesbook.measured import measure
from salesbook.tables import Book


def findings(book: Book, *, window_days: int = 90, answer_days: int = 3) -> list[Finding]:
    """Reps better or worse than the team beyond chance, measures that part nobody, clients without a rep."""
    judged = measure(book, "team_loyalty", window_days=window_days, answer_days=answer_days)
    counted = measure(book, "team", window_days=window_days, answer_days=answer_days)
    return [*say.team_standing(judged), say.team_alike(judged), say.team_nobody(counted)]
