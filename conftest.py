"""nbval compares the text of a tagged cell; its other faces, HTML and the figures for the manifest, say the same."""


def pytest_itemcollected(item):
    notebook = item.parent
    if hasattr(notebook, "skip_compare"):  # a notebook, as nbval collects it
        from salesbook.findings import FIGURES

        notebook.skip_compare = tuple({*notebook.skip_compare, "text/html", FIGURES})
