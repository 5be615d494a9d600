"""The name and version of what ran, for tables."""

import dataclasses

import pytest

from factories import RUNTIME_INFO, quiet_result
from turnkeyml.results.engine import engine_name, engine_version, format_engine


def ran(**changes):
    """A result of this engine; of none where nothing is given."""
    stored = quiet_result()
    info = dataclasses.replace(RUNTIME_INFO, **changes) if changes else None
    return dataclasses.replace(stored, result=dataclasses.replace(stored.result, runtime_info=info))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"engine_version": "1.32.0"}, ("onnxruntime", "1.32.0", "onnxruntime 1.32.0")),
        (
            {"engine_version": "1.24.1", "package": "onnxruntime-openvino"},
            ("onnxruntime-openvino", "1.24.1", "onnxruntime-openvino 1.24.1"),
        ),
        (
            {"engine": "openvino", "engine_version": "2026.4.1-22982-e213a1"},
            ("openvino", "2026.4.1-22982-e213a1", "openvino 2026.4.1"),
        ),
        ({"engine": "acme", "engine_version": ""}, ("acme", None, "acme")),
        ({}, (None, None, "")),
    ],
)
def test_a_result_names_the_package_that_ran(changes, found):
    """An ONNX Runtime of another package is not called `onnxruntime`; nothing that is not known is invented."""
    stored = ran(**changes)
    assert (engine_name(stored), engine_version(stored), format_engine(stored)) == found
