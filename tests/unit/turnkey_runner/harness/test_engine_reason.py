"""What is left of an engine's message: the reason, whatever stands in front of it."""

import pytest

from turnkey_runner.contract import Stage
from turnkey_runner.harness.classify import failure_of
from turnkey_runner.harness.engine_reason import reason_of

SOURCE = "/onnxruntime_src/onnxruntime/core"
PATH = f"/a folder/{'x' * 300}/model.onnx"
CONSTRUCTOR = "ort::Model::Model(onnx::ModelProto&&, const PathString&, const std::map<std::string, int>&)"
MESSAGES = {
    "a constructor": (
        f"Load model from {PATH} failed:{SOURCE}/graph/model.cc:256 {CONSTRUCTOR} Unsupported model IR version: 15",
        "Unsupported model IR version: 15",
    ),
    "a method": (
        f"{SOURCE}/cpu/conv.cc:52 virtual Status ort::Conv::Compute(ort::Context*) const rank == 4 was false. Two axes",
        "rank == 4 was false. Two axes",
    ),
    "a template": (
        f"{SOURCE}/cpu/rnn.h:48 ort::RNN<T>::RNN(const ort::Info&) [with T = float] layout_ == 0 was false",
        "layout_ == 0 was false",
    ),
    "a lambda": (f"init: {SOURCE}/text.cc:5 ort::Text::Text(int)::<lambda()> no such locale", "init: no such locale"),
    "two sources": (f"{SOURCE}/a.cc:1 void a() one: {SOURCE}/b.h:2 void b(int) two", "one: two"),
    "a node": (
        "Non-zero status code returned while running Add node. Name:'sum' Status Message: 2 by 3",
        "Add node 'sum': 2 by 3",
    ),
    "neither": ("the model has no output (see a.b)", "the model has no output (see a.b)"),
    "nothing else": (f"{SOURCE}/a.cc:1 void a()", f"{SOURCE}/a.cc:1 void a()"),
}


@pytest.mark.parametrize("case", MESSAGES)
def test_the_reason_stays(case):
    """Paths, signatures and wrappers go."""
    message, expected = MESSAGES[case]
    assert reason_of(message) == expected


def test_a_failure_says_the_reason_and_keeps_the_rest_for_the_log():
    """However long the path is."""
    message, expected = MESSAGES["a constructor"]
    failure = failure_of(RuntimeError(message), Stage.LOAD)
    assert failure.message == f"RuntimeError: {expected}"
    assert message in failure.detail
