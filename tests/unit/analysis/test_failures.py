"""Failures that the host causes."""

import errno

import pytest
import torch
from onnxruntime.capi import onnxruntime_pybind11_state as ort

from turnkey_runner.contract import Kind
from turnkeyml.analysis.failures import host_failure
from turnkeyml.export.exporters import ExportError

NO_MEMORY = (Kind.OUT_OF_MEMORY, "allow more with --memory")


def allocation_error():
    """What torch itself raises for more memory than an address space has."""
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 50)
    return caught.value


def caused_by(cause):
    error = ValueError("no graph")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        allocation_error(),
        torch.OutOfMemoryError("CUDA out of memory"),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        ort.RuntimeException("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : std::bad_alloc"),
        ort.RuntimeException("BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer"),
        caused_by(MemoryError()),
        ExportError("torch.onnx-dynamo: TorchExportError: no", causes=(ValueError(), caused_by(allocation_error()))),
    ],
    ids=lambda error: type(error).__name__,
)
def test_missing_memory_is_recognized(error):
    """By the exception's type, by its message where the library has no type for it, or by its cause."""
    assert host_failure(error) == NO_MEMORY


@pytest.mark.parametrize(
    "error",
    [
        ValueError("can't allocate memory"),
        RuntimeError("the model can't allocate memory for its cache"),
        OSError(errno.ENOENT, "No such file"),
        ExportError("out of memory", causes=(KeyError("x"),)),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_message_of_the_script_is_no_failure_of_the_host(error):
    """A script may say such a thing for reasons of its own."""
    assert host_failure(error) is None


def test_exceptions_that_cause_each_other_end():
    """Two exceptions may name each other as their cause."""
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert host_failure(one) is None
