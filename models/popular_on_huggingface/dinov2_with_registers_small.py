# labels: name::dinov2_with_registers_small author::facebook task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface
"""dinov2-with-registers-small: DINOv2 small with four registers.

Source: https://huggingface.co/facebook/dinov2-with-registers-small
"""

import torch
from transformers import Dinov2WithRegistersConfig, Dinov2WithRegistersModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = Dinov2WithRegistersConfig(
    hidden_size=384,
    num_hidden_layers=12,
    num_attention_heads=6,
    mlp_ratio=4,
    image_size=518,
    patch_size=14,
    num_register_tokens=4,
)
if pretrained:
    model = Dinov2WithRegistersModel.from_pretrained("facebook/dinov2-with-registers-small")
else:
    model = Dinov2WithRegistersModel(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
