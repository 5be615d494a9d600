# labels: name::vivit_base author::google task::Video_Classification license::mit test_group::transformers
"""ViViT base: 32 frames in tubes of two.

Source: https://huggingface.co/google/vivit-b-16x2-kinetics400
"""

import torch
from transformers import VivitConfig, VivitForVideoClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = VivitConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu_fast",
    image_size=224,
    num_channels=3,
    num_labels=400,
    num_frames=32,
)
if pretrained:
    model = VivitForVideoClassification.from_pretrained("google/vivit-b-16x2-kinetics400")
else:
    model = VivitForVideoClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 32, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
