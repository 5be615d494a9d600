"""Checks the calls among a model's local functions: none calls itself, and writing them all out stays small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from turnkeyml.export.validator.refusal import Reason, Refusal, quote

MAX_EXPANDED_NODES = 1_000_000
"""Nodes after each call is replaced by the function's body, as runtimes do."""
_MAX_CALL_DEPTH = 64

Key = tuple[str, str, str]
"""Domain, name and overload."""


def function_key(domain: str, name: str, overload: str) -> Key:
    """Names a function or operator; the default domain has two names."""
    return ("" if domain == "ai.onnx" else domain, name, overload)


@dataclass(kw_only=True)
class Body:
    """A graph or function with everything inside of it."""

    nodes: int = 0
    operators: Counter[Key] = field(default_factory=Counter)


def check_calls(main: Body, functions: Mapping[Key, Body]) -> None:
    """Raises `Refusal` for recursion, deep calls, and calls that multiply."""
    expanded: dict[Key, int] = {}
    for start in functions:
        _expand(start, functions, expanded)
    total = main.nodes + sum(count * expanded[key] for key, count in main.operators.items() if key in expanded)
    if total > MAX_EXPANDED_NODES:
        message = f"its functions stand for {_shown(total)} nodes; {MAX_EXPANDED_NODES:,} are allowed"
        raise Refusal(Reason.TOO_MANY, message)


def _expand(start: Key, functions: Mapping[Key, Body], expanded: dict[Key, int]) -> None:
    """Fill in how many nodes a function stands for, and all those that it calls."""
    path: list[Key] = []
    pending = [(start, False)]
    while pending:
        key, is_done = pending.pop()
        called = {other: count for other, count in functions[key].operators.items() if other in functions}
        if is_done:
            path.pop()
            expanded[key] = functions[key].nodes + sum(count * expanded[other] for other, count in called.items())
        elif key in path:
            raise Refusal(Reason.RECURSIVE_FUNCTION, f"the function {quote(key[1])} calls itself")
        elif key not in expanded:
            path.append(key)
            if len(path) > _MAX_CALL_DEPTH:
                raise Refusal(Reason.TOO_DEEP, f"functions call one another more than {_MAX_CALL_DEPTH} deep")
            pending.append((key, True))
            pending += [(other, False) for other in called if other not in expanded]


def _shown(count: int) -> str:
    return f"{count:,}" if count < 10**15 else f"{count:.1e}" if count < 10**300 else "countless"
