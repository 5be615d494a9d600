# labels: name::timesformer_hr author::facebook task::Video_Classification license::cc-by-nc-4.0 test_group::transformers
"""TimeSformer for 16 frames of 448 pixels.

Source: https://huggingface.co/facebook/timesformer-hr-finetuned-k400
"""

import torch
from transformers import TimesformerConfig, TimesformerForVideoClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = TimesformerConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    image_size=448,
    patch_size=16,
    num_channels=3,
    num_labels=400,
    num_frames=16,
)
if pretrained:
    model = TimesformerForVideoClassification.from_pretrained("facebook/timesformer-hr-finetuned-k400")
else:
    model = TimesformerForVideoClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 16, 3, 448, 448)

with torch.no_grad():
    model(pixel_values=pixel_values)
