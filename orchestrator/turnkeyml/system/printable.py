r"""Shows text that came from elsewhere: characters that act on a terminal are escaped, long texts are shortened.

Scripts, models, runners and caches choose labels, class names, file names and messages. Escaped are C0 and C1 control
characters, DEL, line and paragraph separators, characters that reorder text (https://trojansource.codes), byte order
marks, noncharacters, and lone surrogates, which no file can be written with. They are shown as Python writes them:
`\x1b`, `\u202e`.
"""

from __future__ import annotations

import json
import re
from typing import Any

UNPRINTABLE = "\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff"
"""The escaped characters, as ranges of a regular expression."""
_UNPRINTABLE = re.compile(f"[{UNPRINTABLE}]")
_SURROGATES = re.compile(r"\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(\\ud[89a-f][0-9a-f]{2})")
"""In JSON: an escaped backslash, a pair, or a lone surrogate, which is the group."""


def escape_controls(text: str, *, keep: str = "") -> str:
    """A text without characters that act on a terminal, but for those of `keep`."""
    if text.isascii() and text.isprintable():
        return text
    return _UNPRINTABLE.sub(lambda found: found[0] if found[0] in keep else ascii(found[0])[1:-1], text)


def one_line(text: str, max_length: int) -> str:
    """A text as one line of about that many characters at most; it tells how many are left out."""
    left_out = len(text) - max_length
    shown = escape_controls(text[:max_length])
    return shown if left_out <= 0 else f"{shown}… ({left_out:,} more characters)"


def to_json_line(value: Any) -> str:
    """A value as one line of JSON in ASCII that every parser reads: a lone surrogate becomes U+FFFD.

    Raises `ValueError` for a number that is not finite.
    """
    text = json.dumps(value, allow_nan=False)
    if "\\ud" not in text:
        return text
    return _SURROGATES.sub(lambda found: "\\ufffd" if found[1] else found[0], text)
