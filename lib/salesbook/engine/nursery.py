"""Imported first by the process from which workers are forked: what all of them need."""

from salesbook.engine.stack import KERNEL, REPORT, USED, bring

bring(*KERNEL, *REPORT, *USED)
