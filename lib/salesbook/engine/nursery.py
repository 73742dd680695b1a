"""Imported first by the process from which workers are forked: what all of them need."""

import gc

from salesbook.engine.stack import KERNEL, REPORT, USED, bring

gc.disable()  # to look for garbage among what is imported would take a fifth of the time
bring(*KERNEL, *REPORT, *USED)
