# labels: name::vjepa2_vitl author::facebook task::Video_Feature_Extraction license::mit test_group::transformers
"""V-JEPA 2 large: encoder and predictor, called with 16 frames.

Source: https://huggingface.co/facebook/vjepa2-vitl-fpc64-256
"""

import torch
from transformers import VJEPA2Config, VJEPA2Model

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = VJEPA2Config(
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    patch_size=16,
    mlp_ratio=4.0,
    crop_size=256,
    frames_per_clip=64,
    tubelet_size=2,
)
if pretrained:
    model = VJEPA2Model.from_pretrained("facebook/vjepa2-vitl-fpc64-256")
else:
    model = VJEPA2Model(config)
model.eval()

pixel_values = torch.randn(batch_size, 16, 3, 256, 256)

with torch.no_grad():
    model(pixel_values_videos=pixel_values)
