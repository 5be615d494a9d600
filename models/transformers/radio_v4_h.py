# labels: name::radio_v4_h author::nvidia task::Image_Feature_Extraction license::other test_group::transformers
"""C-RADIO v4 H: a ViT huge, distilled from several teachers.

Source: https://huggingface.co/nvidia/C-RADIOv4-H
"""

import torch
from transformers import RadioConfig, RadioModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = RadioConfig(
    hidden_size=1280,
    num_hidden_layers=32,
    num_attention_heads=16,
    hidden_act="gelu",
    image_size=224,
    patch_size=16,
    num_channels=3,
    mlp_ratio=4.0,
)
if pretrained:
    model = RadioModel.from_pretrained("nvidia/C-RADIOv4-H")
else:
    model = RadioModel(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
