"""A sample of ONNX's node cases as .onnx inputs; `make node-cases` runs all of them."""

from pathlib import Path

import pytest

from campaigns.node_cases import run_apart, write_cases

MODULES = (
    *("add", "cast", "gathernd", "loop", "reduce_log_sum", "resize", "sequenceinsert"),
    *("sequence_map", "string_concat", "topk"),
)
RUN = (
    "test_add",
    "test_cast_FLOAT_to_BFLOAT16",
    "test_cast_FLOAT16_to_FLOAT8E4M3FN",
    "test_cast_INT4_to_FLOAT",
    "test_cast_FLOAT_to_UINT4",
    "test_gathernd_example_int32_batch_dim1",
    "test_loop11",
    "test_loop13_seq",
    "test_sequence_insert_at_front",
    "test_reduce_log_sum_empty_set",
    "test_resize_upsample_sizes_nearest",
    "test_sequence_map_extract_shapes",
    "test_sequence_map_identity_2_sequences",
    "test_string_concat",
    "test_top_k",
)
"""By ONNX Runtime, with the outputs that ONNX expects."""


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cases")
    write_cases(folder, modules=MODULES)
    return folder


@pytest.mark.parametrize("name", RUN)
def test_given_inputs_are_run_and_compared_with_given_outputs(cases, tmp_path, name):
    """Bits, strings, sequences, infinities: as ONNX Runtime alone."""
    row = run_apart(cases / name, tmp_path / "scratch", gives_inputs=True)
    assert (row.host, row.turnkey) == ("agrees", "successful"), row.message


@pytest.mark.parametrize("name", RUN)
def test_generated_inputs_are_such_that_the_model_runs(cases, tmp_path, name):
    """Indices, counts, shapes and words that the operators take."""
    row = run_apart(cases / name, tmp_path / "scratch", gives_inputs=False)
    assert row.turnkey == "successful", row.message
