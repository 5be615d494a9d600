# labels: name::videoprism_base author::google task::Video_Feature_Extraction license::apache-2.0 test_group::transformers
"""VideoPrism base: a spatial and a temporal encoder, 16 frames.

Source: https://huggingface.co/google/videoprism-base-f16r288
"""

import torch
from transformers import VideoPrismVisionConfig, VideoPrismVisionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = VideoPrismVisionConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_attention_heads=12,
    hidden_act="gelu_python",
    image_size=288,
    num_channels=3,
    num_frames=16,
    num_spatial_layers=12,
    num_temporal_layers=4,
)
if pretrained:
    model = VideoPrismVisionModel.from_pretrained("google/videoprism-base-f16r288")
else:
    model = VideoPrismVisionModel(config)
model.eval()

pixel_values = torch.randn(batch_size, 16, 3, 288, 288)

with torch.no_grad():
    model(pixel_values_videos=pixel_values)
