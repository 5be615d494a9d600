"""How results are described on the terminal."""

from factories import invalid_result, quiet_result
from turnkeyml.cli.output.text import warnings_to_explain


def test_a_valid_result_explains_nothing():
    """Its warnings do not affect the verdict."""
    assert warnings_to_explain(quiet_result()) == []


def test_every_warning_of_a_result_that_is_not_valid_is_explained():
    """Those behind the verdict, and the others."""
    explained = [(warning.code, warning.sentence) for warning in warnings_to_explain(invalid_result())]
    assert len(explained) == 3
    assert explained[0][0] == "W_PARITY"
    assert explained[0][1].startswith("the outputs differ from PyTorch's")
    assert ("W_FEW_SAMPLES", "1000 samples are too few for p99.9") in explained
    assert ("W_INCOMPLETE", "5 of 9 processes were measured; run it again for the others") in explained


def test_an_explained_code_is_repeated_only_if_it_led_to_the_verdict():
    """On a noisy machine most results have the same warnings."""
    explained = {"W_FEW_SAMPLES", "W_INCOMPLETE", "W_PARITY"}
    assert [warning.code for warning in warnings_to_explain(invalid_result(), explained)] == ["W_PARITY"]
