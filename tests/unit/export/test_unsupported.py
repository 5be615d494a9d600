"""What ONNX or the exporters do not have is named in one line."""

import pytest
import torch
from torch import nn

from exported_models import Function, call_of, export, seeded
from turnkeyml.export.export import export_call, failure_from_exception


def message_of(model, folder, *args):
    model = model if isinstance(model, nn.Module) else Function(model)
    with pytest.raises(Exception) as raised:  # noqa: PT011
        export_call(call_of(model.eval(), *args), folder, None)
    return failure_from_exception(raised.value).message


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (torch.Tensor.cfloat, "complex (complex64)"),
        (torch.Tensor.to_sparse, "a sparse tensor (sparse_coo)"),
        (torch.Tensor.to_sparse_csr, "a sparse tensor (sparse_csr)"),
        (lambda x: torch.nested.nested_tensor([x, x[:2]], layout=torch.jagged), "a nested tensor"),
        (lambda x: torch.quantize_per_tensor(x, 0.1, 0, torch.quint8), "a quantized tensor (quint8)"),
    ],
)
def test_inputs_and_outputs_that_onnx_has_no_type_for(make, words, tmp_path):
    """Their names and types."""
    value = make(seeded(3, 3).relu())
    assert message_of(lambda x: x * 2, tmp_path, value) == f"the input input_0 is {words}, which ONNX has no type for"
    message = message_of(lambda x: (x, value), tmp_path, torch.ones(1))
    assert message == f"the output output_1 is {words}, which ONNX has no type for"


@pytest.mark.filterwarnings("ignore")
def test_quantized_modules(tmp_path):
    """Before what each exporter says about them."""
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2)).eval()
    quantized = torch.ao.quantization.quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)
    assert message_of(quantized, tmp_path, torch.ones(1, 4)).startswith(
        "the model has PyTorch's quantized modules (Linear), which no exporter supports: "
    )


def test_a_complex_value_inside_is_none_of_them(tmp_path):
    """It is computed as pairs of real numbers."""
    assert export(lambda x: torch.fft.rfft(x).abs(), tmp_path, seeded(2, 8)).operators["DFT"] == 1
