"""Why a model is refused: a reason code, the place in the file, and one sentence."""

from __future__ import annotations

from enum import StrEnum

_SHOWN_CHARACTERS = 80


class Reason(StrEnum):
    """The reason codes; a closed list, so that a report can be searched for them."""

    MALFORMED = "malformed"  # not a protobuf message of ONNX's schema
    FILE_TOO_LARGE = "file_too_large"  # more than a protobuf message may have
    TEXT = "text"  # a name that is not UTF-8, or too long
    TOO_DEEP = "too_deep"  # messages, graphs or function calls nested too deeply
    TOO_MANY = "too_many"  # fields, nodes, inputs or initializers
    RECURSIVE_FUNCTION = "recursive_function"  # a local function that calls itself
    TENSOR_TYPE = "tensor_type"  # an element type that ONNX does not have, or that its data cannot have
    TENSOR_DIMS = "tensor_dims"  # a negative dimension, or too many
    TENSOR_SIZE = "tensor_size"  # more or less data than the dimensions say
    TENSOR_DATA = "tensor_data"  # data in several fields, or in none
    SPARSE_TENSOR = "sparse_tensor"  # values and indices that do not fit
    EXTERNAL_KEY = "external_key"  # a repeated or unknown key
    EXTERNAL_TEXT = "external_text"  # a location with NUL, control characters, or none at all
    EXTERNAL_OUTSIDE = "external_outside"  # `..` or an absolute path
    EXTERNAL_LINK = "external_link"  # a symbolic link, or one among its folders
    EXTERNAL_HARD_LINK = "external_hard_link"  # a file with another name somewhere
    EXTERNAL_NOT_A_FILE = "external_not_a_file"  # a folder, FIFO, socket or device
    EXTERNAL_MISSING = "external_missing"
    EXTERNAL_RANGE = "external_range"  # an offset or length that is no number, negative, or beyond the file's end
    MEMORY = "memory"  # inputs and weights beyond the memory limit


class Refusal(Exception):
    """A model that is refused, with the place where it is wrong."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence
        self.place: list[str] = []
        """Names of fields, from the outermost message: added while the exception passes through them."""

    def __str__(self) -> str:
        place = ".".join(reversed(self.place))
        return f"{place + ': ' if place else ''}{self.sentence} ({self.reason})"


def quote(text: str) -> str:
    """A name out of a model, fit for one line: escaped, and shortened."""
    shown = text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
    return ascii(shown) if not shown.isprintable() else f"'{shown}'"
