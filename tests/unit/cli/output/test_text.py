"""What is said of results, and what is not."""

from factories import invalid_result, quiet_result
from turnkeyml.cli.output.text import warnings_of


def test_a_valid_result_is_a_line():
    """Its warnings explain nothing that is wrong."""
    assert warnings_of(quiet_result()) == []


def test_of_a_result_that_is_not_valid_every_warning_is_a_sentence():
    """Those that led to the verdict, and those beside them."""
    told = [(caution.code, caution.sentence) for caution in warnings_of(invalid_result())]
    assert len(told) == 3
    assert told[0][0] == "W_PARITY"
    assert told[0][1].startswith("the outputs differ from PyTorch's")
    assert ("W_FEW_SAMPLES", "1000 samples are too few for p99.9") in told
    assert ("W_INCOMPLETE", "5 of 9 processes were measured; run it again for the others") in told


def test_what_was_explained_is_told_again_only_where_it_is_the_reason():
    """A noisy machine gives each result the same warnings."""
    explained = {"W_FEW_SAMPLES", "W_INCOMPLETE", "W_PARITY"}
    assert [caution.code for caution in warnings_of(invalid_result(), explained)] == ["W_PARITY"]
