"""Imported last by the process from which the workers of a run are forked: all that they need to make a report."""

import gc

import salesbook.rerun.execute  # noqa: F401

gc.enable()
gc.freeze()  # what all share is not to be looked through, and so copied, by each
