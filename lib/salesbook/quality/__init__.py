"""What to know of a company's data before its figures are believed, and what each finding would change in them."""

from salesbook.quality.checked import Checked, TableCheck, check
from salesbook.quality.effects import Effect
from salesbook.quality.finding import Finding
from salesbook.quality.periods import Coverage, Period

__all__ = ["Checked", "Coverage", "Effect", "Finding", "Period", "TableCheck", "check"]
