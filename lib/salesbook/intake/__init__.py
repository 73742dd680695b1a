"""Any export → flat columns, kinds and a match with our tables, with what was not certain left open."""

from salesbook.intake.bring import Brought, Looked
from salesbook.intake.field import Field, Found, Match, Question
from salesbook.intake.tidy import Tidy, Total
from salesbook.intake.understand import Understood

__all__ = ["Brought", "Field", "Found", "Looked", "Match", "Question", "Tidy", "Total", "Understood"]
