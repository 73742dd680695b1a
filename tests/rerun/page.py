"""An HTML page as a reader's browser takes it."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """The elements of a page with their attributes, its text, and its style."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.text, self.style, self._in = [], "", "", ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._in = tag

    def handle_endtag(self, tag):
        self._in, self.text = "", self.text + "\n"

    def handle_data(self, data):
        if self._in == "style":
            self.style += data
        else:
            self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def loads(self):
        """What the page would fetch, and what it would run."""
        fetched = [
            a[key]
            for tag, a in self.elements
            for key in ("src", "srcset", "data", "poster", "background")
            if a.get(key)
        ]
        fetched = [address for address in fetched if not address.startswith("data:")]
        fetched += [tag for tag in ("link", "script", "iframe", "object", "embed", "base") if self.all(tag)]
        fetched += [key for _, a in self.elements for key in a if key.startswith("on")]
        fetched += [word for word in ("@import", "url(") if word in self.style]
        return fetched
