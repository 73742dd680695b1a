"""nbval compares the text of a tagged cell; its other faces, HTML and the figures for the manifest, say the same."""

import os

os.environ.setdefault("SALESBOOK_PRIVACY_KEY", "pseudonyms of tests alone")  # no key is made at home


def pytest_itemcollected(item):
    notebook = item.parent
    if hasattr(notebook, "skip_compare"):  # a notebook, as nbval collects it
        from salesbook.findings import FIGURES

        notebook.skip_compare = tuple({*notebook.skip_compare, "text/html", FIGURES})
