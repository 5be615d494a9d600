# labels: name::dinov2_base author::facebook task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface
"""dinov2-base: DINOv2 base: 12 layers, positions for 518 pixels.

Source: https://huggingface.co/facebook/dinov2-base
"""

import torch
from transformers import Dinov2Config, Dinov2Model

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = Dinov2Config(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    mlp_ratio=4,
    image_size=518,
    patch_size=14,
)
if pretrained:
    model = Dinov2Model.from_pretrained("facebook/dinov2-base")
else:
    model = Dinov2Model(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
