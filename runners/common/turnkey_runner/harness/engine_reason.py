"""What an engine's message says, without the source file, the C++ signature and the model's path in front of it."""

from __future__ import annotations

import re

_MAX_CHARACTERS = 4000
"""Of a message that is looked at."""
_SOURCE_LINE = re.compile(r"(?:[A-Z]:)?/?[\w./\\+-]+\.(?:cc|cpp|h|hpp|cuh?):\d+,? ")
_MODEL_PATH = re.compile(r"Load model from .*?(?<!\w)failed: ?")
_AFTER_SIGNATURE = re.compile(r"(?:::<lambda\([^()]*\)>| const\b| noexcept\b| &+(?= )| \[with [^\]]*\])*\s*")
_NAMED_STATUS = re.compile(r"Non-zero status code returned while running (\S+) node\. Name:'([^']*)' Status Message: ")


def reason_of(message: str) -> str:
    """Return the reason in one line: everything but where in the engine it was raised."""
    text = _MODEL_PATH.sub("", " ".join(message[:_MAX_CHARACTERS].split()))
    text = _NAMED_STATUS.sub(lambda found: f"{found[1]} node '{found[2]}': ", text)
    position = 0
    while (found := _SOURCE_LINE.search(text, position)) is not None:
        end = _signature_end(text, found.end())
        rest = text[end if end is not None else found.end() :]
        if not rest.strip():
            return text  # there is nothing else
        text, position = text[: found.start()] + rest, found.start()
    return text


def _signature_end(text: str, start: int) -> int | None:
    """Return where the signature of a function ends that begins at `start`; None where there is none."""
    opened = _first_parenthesis(text, start)
    if opened is None:
        return None
    position = opened
    while position < len(text) and text[position] == "(":  # `operator()` has two pairs
        closed = _closing(text, position)
        if closed is None:
            return None
        position = closed + 1
    found = _AFTER_SIGNATURE.match(text, position)
    return found.end() if found else position


def _first_parenthesis(text: str, start: int) -> int | None:
    """Return the first `(` outside of angle brackets; None where something comes first that no signature has."""
    depth = 0
    for position in range(start, len(text)):
        match text[position]:
            case "<":
                depth += 1
            case ">":
                depth -= 1
            case "(" if depth <= 0:
                return position
            case "." | "'" | '"' | "!" | "?":
                return None
    return None


def _closing(text: str, opened: int) -> int | None:
    """Return where the parenthesis is closed that is opened at a position."""
    depth = 0
    for position in range(opened, len(text)):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if not depth:
            return position
    return None
