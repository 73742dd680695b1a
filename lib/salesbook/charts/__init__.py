"""The result of a measure → a picture. Nothing here computes a measure."""

from salesbook.charts.chart import Chart
from salesbook.charts.clients import cohorts, frequency, order_value, retention, sleeping
from salesbook.charts.coverage import coverage
from salesbook.charts.nps import nps
from salesbook.charts.themes import themes

__all__ = ["Chart", "cohorts", "coverage", "frequency", "nps", "order_value", "retention", "sleeping", "themes"]
