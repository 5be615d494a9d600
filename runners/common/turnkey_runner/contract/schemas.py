"""Writes the JSON Schema files of the messages: `python -m turnkey_runner.contract.schemas`."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from turnkey_runner.contract import Describe, Description, Job, Progress, Result

FOLDER = Path(__file__).with_name("schema")
MESSAGES: dict[str, type] = {
    "job": Job,
    "describe": Describe,
    "description": Description,
    "progress": Progress,
    "result": Result,
}


def schema_of(kind: type) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a message; it is closed, so that an unknown field is an error."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": kind.__name__} | _of_dataclass(kind)


def _of_dataclass(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    fields = dataclasses.fields(kind)
    required = [field.name for field in fields if _is_required(field)]
    return {
        "type": "object",
        "properties": {field.name: _of(hints[field.name]) for field in fields},
        "required": required,
        "additionalProperties": False,
    }


def _is_required(field: dataclasses.Field[Any]) -> bool:
    without_default = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    return without_default or field.name == "schema"


def _of(kind: Any) -> dict[str, Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(one) for one in arguments]}
    if origin is Literal:
        return {"const": arguments[0]} if len(arguments) == 1 else {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _of(arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(arguments[1])}
    if dataclasses.is_dataclass(kind):
        return _of_dataclass(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"enum": [member.value for member in kind]}
    return {"type": {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}[kind]}


def render(kind: type) -> str:
    """Return the text of a schema file."""
    return json.dumps(schema_of(kind), indent=1) + "\n"


if __name__ == "__main__":
    for name, message in MESSAGES.items():
        (FOLDER / f"{name}.json").write_text(render(message), encoding="utf-8")
