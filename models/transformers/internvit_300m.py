# labels: name::internvit_300m author::opengvlab task::Image_Feature_Extraction license::mit test_group::transformers
"""InternVL3: its vision tower of 300 million parameters alone.

Source: https://huggingface.co/OpenGVLab/InternVL3-1B-hf
"""

import torch
from transformers import InternVLVisionConfig, InternVLVisionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = InternVLVisionConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    image_size=[448, 448],
    patch_size=[14, 14],
    num_channels=num_channels,
)
if pretrained:
    model = InternVLVisionModel.from_pretrained("OpenGVLab/InternVL3-1B-hf")
else:
    model = InternVLVisionModel(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 448, 448)

with torch.no_grad():
    model(pixel_values=pixel_values)
