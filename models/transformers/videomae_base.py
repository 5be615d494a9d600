# labels: name::videomae_base author::mcg-nju task::Video_Classification license::cc-by-nc-4.0 test_group::transformers
"""VideoMAE base, fine-tuned to classify 16 frames.

Source: https://huggingface.co/MCG-NJU/videomae-base-finetuned-kinetics
"""

import torch
from transformers import VideoMAEConfig, VideoMAEForVideoClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = VideoMAEConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    image_size=224,
    patch_size=16,
    num_channels=3,
    num_labels=400,
    num_frames=16,
    tubelet_size=2,
)
if pretrained:
    model = VideoMAEForVideoClassification.from_pretrained("MCG-NJU/videomae-base-finetuned-kinetics")
else:
    model = VideoMAEForVideoClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 16, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
