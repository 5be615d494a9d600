"""Text in Markdown, as a renderer reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from turnkeyml.system.markdown import escape_markdown

RENDERER = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
HOSTILE = [
    r"\<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    r"\\\<b>x</b>",
    "![i](http://evil/x.png) [l](javascript:alert(1)) [r]: http://evil",
    "a | b \\| c || d",
    "`code` ``x`` *bold* __strong__ _em_ ~~gone~~",
    "&lt;img&gt; &#60;b&#62; &amp;",
    "<http://evil> <a@b.c>",
    "trailing \\",
    "\x1b]0;title\x07\n# heading\n\n<b>\u202etxt",
]


def tokens_of(markdown):
    """All tokens, also those inside of lines."""
    for token in RENDERER.parse(markdown):
        yield token
        yield from token.children or ()


def shown(markdown):
    return "".join(token.content for token in tokens_of(markdown) if token.type in ("text", "text_special"))


def check(text):
    """In an item, in bold and in a table's cell, a text is shown as it is, and nothing else comes out."""
    escaped = escape_markdown(text)
    for page in (f"- x: {escaped}\n", f"- **x{escaped}x** (1)\n", f"| a | b |\n|---|---|\n| x{escaped}x | end |\n"):
        kinds = {token.type for token in tokens_of(page)}
        assert not [kind for kind in kinds if kind.startswith(("html", "link", "image", "code", "fence", "em_", "s_"))]
        assert not [kind for kind in kinds if kind.startswith("heading")]
    cells = [token.content for token in RENDERER.parse(page) if token.type == "inline"]
    assert len(cells) == 4
    assert cells[-1] == "end"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text):
    """No HTML, link, image, code or further cell."""
    check(text)


@given(st.text(st.sampled_from("\\`*_[]()<>!|&~#$:/.wa1 \n\x1b\"'")))
def test_any_text_is_text(text):
    """Whatever stands beside what."""
    check(text)


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_a_reader_sees_what_was_written(text):
    """Escapes are not shown."""
    assert shown(f"- x: {escape_markdown(text)}").split() == f"x: {text}".split()


@pytest.mark.parametrize("text", ["https://evil/x", "http://evil", "see www.evil.org", "WWW.evil.org"])
def test_an_address_is_no_link(text):
    """GitHub makes one out of `://` and `www.` in plain text."""
    escaped = escape_markdown(text)
    assert "://" not in escaped
    assert "www." not in escaped.lower()
    assert shown(escaped) == text


def test_names_of_files_stay_legible():
    """An underscore within a word needs no escape."""
    assert escape_markdown("selftest/two_models.py: no x") == "selftest/two_models.py: no x"
