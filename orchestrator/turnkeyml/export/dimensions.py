"""The sizes of symbolic dimensions: numbers for names, and for sums and products of names what they give."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_MAX_CHARACTERS = 400
"""Of an expression; a longer text is one name."""
_MAX_NESTING = 20
_MAX_SIZE = 1 << 62
_TOKEN = re.compile(r"\s*(//|[-+*/(),%]|\d+|[^\W\d][\w.:]*)")
_NUMBER, _NAME = re.compile(r"\d+"), re.compile(r"[^\W\d][\w.:]*")
_FUNCTIONS: dict[str, Callable[..., int]] = {
    "floor": lambda value: value,
    "ceil": lambda value: value,
    "ceiling": lambda value: value,
    "trunc": lambda value: value,
    "max": max,
    "min": min,
}
"""Divisions give whole numbers already: `floor(a/2)` is `a//2`, and `ceil(a/2)` is rounded up while it is divided."""


class DimensionError(ValueError):
    """A dimension whose size is negative, or no number."""


@dataclass(kw_only=True)
class Dimensions:
    """The sizes that were chosen for the symbolic dimensions of one model."""

    given: Mapping[str, int]
    """Sizes by name, or by the text of a whole expression."""
    symbols: set[str] = field(default_factory=set)
    """The names that were met, including those in expressions."""
    chosen: dict[str, int] = field(default_factory=dict)
    """By the text of each dimension: its size."""

    def size_of(self, text: str) -> int:
        """The size of a symbolic dimension; a name without a size is 1. Raises `DimensionError`."""
        if text in self.given:
            self.symbols.add(text)
            size = self.given[text]
        else:
            names, size = self._evaluate(text)
            self.symbols |= names
        if text:
            self.chosen[text] = size
        return size

    def _evaluate(self, text: str) -> tuple[set[str], int]:
        tokens = _tokens(text)
        if tokens is None or len(tokens) == 1:
            return ({text} if text else set()), 1
        parser = _Parser(tokens, self.given)
        try:
            size = parser.parse()
        except (_NotAnExpressionError, TypeError):
            return {text}, 1
        except ZeroDivisionError:
            raise DimensionError(f"the dimension '{text}' divides by zero") from None
        if parser.has_only_differences and not parser.names & self.given.keys():
            return {text}, 1  # a hyphen is part of many a name
        if not 0 <= size < _MAX_SIZE:
            values = ", ".join(f"{name}={self.given.get(name, 1)}" for name in sorted(parser.names))
            raise DimensionError(f"the dimension '{text}' is {size} with {values}")
        return parser.names, size


class _NotAnExpressionError(Exception):
    """The text is one name."""


def _tokens(text: str) -> list[str] | None:
    """None for a text that has anything else than names, numbers and operators."""
    if len(text) > _MAX_CHARACTERS:
        return None
    found, position = [], 0
    stripped = text.rstrip()
    while position < len(stripped):
        token = _TOKEN.match(stripped, position)
        if token is None:
            return None
        found.append(token[1])
        position = token.end()
    return found


class _Parser:
    """Sums, products, quotients, remainders and a few functions of names and whole numbers."""

    def __init__(self, tokens: list[str], given: Mapping[str, int]) -> None:
        self._tokens, self._given = tokens, given
        self._position = self._nesting = 0
        self._rounds_up = False
        self._operators: set[str] = set()
        self.names: set[str] = set()

    @property
    def has_only_differences(self) -> bool:
        return self._operators <= {"-"}

    def parse(self) -> int:
        value = self._sum()
        if self._position < len(self._tokens) or not self.names:
            raise _NotAnExpressionError
        return value

    def _next(self, *expected: str) -> str:
        """The next token, if it is one of these; empty otherwise."""
        if self._position < len(self._tokens) and self._tokens[self._position] in expected:
            self._position += 1
            return self._tokens[self._position - 1]
        return ""

    def _sum(self) -> int:
        value = -self._product() if self._next("-") else self._product()
        while operator := self._next("+", "-"):
            self._operators.add(operator)
            value = value + self._product() if operator == "+" else value - self._product()
        return value

    def _product(self) -> int:
        value = self._operand()
        while operator := self._next("*", "/", "//", "%"):
            self._operators.add(operator)
            other = self._operand()
            if operator == "*":
                value *= other
            elif operator == "%":
                value %= other
            else:
                value = -(-value // other) if self._rounds_up and operator == "/" else value // other
        return value

    def _operand(self) -> int:
        if self._position == len(self._tokens):
            raise _NotAnExpressionError
        word = self._tokens[self._position]
        self._position += 1
        if word == "(":
            return self._nested()[0]
        if _NUMBER.fullmatch(word):
            return int(word)
        if not _NAME.fullmatch(word):
            raise _NotAnExpressionError
        if word.lower() in _FUNCTIONS and self._next("("):
            self._operators.add(word)
            outer, self._rounds_up = self._rounds_up, word.lower() in ("ceil", "ceiling")
            values = self._nested()
            self._rounds_up = outer
            return _FUNCTIONS[word.lower()](*values)
        self.names.add(word)
        return self._given.get(word, 1)

    def _nested(self) -> list[int]:
        """What is between parentheses, the first of which was read."""
        self._nesting += 1
        if self._nesting > _MAX_NESTING:
            raise _NotAnExpressionError
        values = [self._sum()]
        while self._next(","):
            values.append(self._sum())
        if not self._next(")"):
            raise _NotAnExpressionError
        self._nesting -= 1
        return values
