"""The table of a comparison in HTML."""

from __future__ import annotations

from html.parser import HTMLParser

import sim
from tests.results.cases import WORDS, small


class Reader(HTMLParser):
    """Collects tags and checks that they close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag == "th":
            assert "scope" in dict(attrs)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_is_static_escaped_and_whole():
    text = small()._repr_html_()
    reader = Reader(text)
    assert not reader.open and {"table", "caption", "th", "tbody"} <= set(reader.seen)
    assert not {"script", "style", "link", "img", "iframe"} & set(reader.seen)
    assert "color:" not in text.replace("background-color", "")
    assert "N = 3" in text and "1-3" in text and small().digest() in text
    a = sim.load_scenario("silo", WORDS).model_copy(update={"label": "<script>x</script>"})
    worse = sim.compare(a, a, replicates=1, progress=False)._repr_html_()
    assert "<script" not in worse and "&lt;script" in worse
