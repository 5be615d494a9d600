"""The data types that a live PyTorch model computes in."""

import torch

from turnkeyml.worker.child.live_model_precisions import precisions_of


class Mixed(torch.nn.Module):
    """A linear layer with autocast, one without, and operators that only move numbers."""

    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(8, 8)

    def forward(self, x):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            low = self.linear(x)
        return self.linear(low.float()).t().reshape(-1)


def test_autocast_is_seen():
    """Also in inference mode, which models are measured in."""
    model = Mixed().eval()
    with torch.inference_mode():
        assert precisions_of(lambda: model(torch.rand(2, 8))) == {"bf16": 1, "f32": 1}


def test_a_model_with_fp16_parameters_computes_in_fp16():
    model, x = torch.nn.Linear(8, 8).half(), torch.rand(2, 8).half()
    with torch.inference_mode():
        assert precisions_of(lambda: model(x)) == {"f16": 1}
