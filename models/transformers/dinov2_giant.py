# labels: name::dinov2_giant author::facebook task::Image_Feature_Extraction license::apache-2.0 test_group::transformers
"""DINOv2 giant with patches of 14 pixels, called with images of 224.

Source: https://huggingface.co/facebook/dinov2-giant
"""

import torch
from transformers import Dinov2Config, Dinov2Model

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = Dinov2Config(
    hidden_size=1536,
    num_hidden_layers=40,
    num_attention_heads=24,
    hidden_act="gelu",
    image_size=518,
    patch_size=14,
    mlp_ratio=4,
    use_swiglu_ffn=True,
    num_channels=num_channels,
)
if pretrained:
    model = Dinov2Model.from_pretrained("facebook/dinov2-giant")
else:
    model = Dinov2Model(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
