# labels: name::aimv2_large author::apple task::Image_Feature_Extraction license::other test_group::transformers
"""AIMv2 large: a vision encoder of 24 layers with gated feed-forward layers.

Source: https://huggingface.co/apple/aimv2-large-patch14-224
"""

import torch
from transformers import Aimv2VisionConfig, Aimv2VisionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = Aimv2VisionConfig(
    hidden_size=1024,
    intermediate_size=2816,
    num_hidden_layers=24,
    num_attention_heads=8,
    hidden_act="silu",
    image_size=224,
    patch_size=14,
    use_head=False,
    is_native=False,
    num_channels=num_channels,
)
if pretrained:
    model = Aimv2VisionModel.from_pretrained("apple/aimv2-large-patch14-224")
else:
    model = Aimv2VisionModel(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
