# labels: name::dinov2_with_registers_large author::facebook task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface
"""dinov2-with-registers-large: DINOv2 large with four registers.

Source: https://huggingface.co/facebook/dinov2-with-registers-large
"""

import torch
from transformers import Dinov2WithRegistersConfig, Dinov2WithRegistersModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = Dinov2WithRegistersConfig(
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    mlp_ratio=4,
    image_size=518,
    patch_size=14,
    num_register_tokens=4,
)
if pretrained:
    model = Dinov2WithRegistersModel.from_pretrained("facebook/dinov2-with-registers-large")
else:
    model = Dinov2WithRegistersModel(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
