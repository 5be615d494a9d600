# labels: name::timesformer_base author::facebook task::Video_Classification license::cc-by-nc-4.0 test_group::transformers
"""TimeSformer base: attention over space and over time in turn, 8 frames.

Source: https://huggingface.co/facebook/timesformer-base-finetuned-k400
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
    image_size=224,
    patch_size=16,
    num_channels=3,
    num_labels=400,
    num_frames=8,
)
if pretrained:
    model = TimesformerForVideoClassification.from_pretrained("facebook/timesformer-base-finetuned-k400")
else:
    model = TimesformerForVideoClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 8, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
