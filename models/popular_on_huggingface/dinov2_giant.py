# labels: name::dinov2_giant author::facebook task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface size::large
"""dinov2-giant: DINOv2 giant: 40 layers, positions for 518 pixels.

Source: https://huggingface.co/facebook/dinov2-giant
"""

import torch
from transformers import Dinov2Config, Dinov2Model

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = Dinov2Config(
    hidden_size=1536,
    num_hidden_layers=40,
    num_attention_heads=24,
    mlp_ratio=4,
    image_size=518,
    patch_size=14,
    use_swiglu_ffn=True,
)
if pretrained:
    model = Dinov2Model.from_pretrained("facebook/dinov2-giant")
else:
    model = Dinov2Model(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
