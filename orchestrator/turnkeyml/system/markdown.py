"""Text as Markdown that shows it as it is: no HTML, link, image, code or table cell comes out of it."""

from __future__ import annotations

import re

from turnkeyml.system.printable import escape_controls

_MARKUP = re.compile(r"[\\`*\[\]<>|&~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
"""Punctuation that has a meaning inside of a line; an underscore within a word has none (CommonMark 0.31, 6.2)."""
_LINKS = re.compile(r"(?<=:)(?=//)|(?<=[Ww]{3})(?=\.)")
"""Where GitHub makes a link out of plain text: `https://`, `www.`."""


def escape_markdown(text: str) -> str:
    """A text for the inside of a line, for example a table's cell or an item that begins with other words."""
    return _LINKS.sub(r"\\", _MARKUP.sub(r"\\\g<0>", escape_controls(text)))
