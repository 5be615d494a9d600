# labels: name::timesformer_base_finetuned_k400 author::facebook task::Video_Classification license::cc-by-nc-4.0 test_group::popular_on_huggingface
"""timesformer-base-finetuned-k400: TimeSformer: attention over time and space in turn.

Source: https://huggingface.co/facebook/timesformer-base-finetuned-k400
"""

import torch
from transformers import TimesformerConfig, TimesformerForVideoClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = TimesformerConfig(
    image_size=224,
    patch_size=16,
    num_frames=8,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    attention_type="divided_space_time",
    num_labels=400,
)
if pretrained:
    model = TimesformerForVideoClassification.from_pretrained("facebook/timesformer-base-finetuned-k400")
else:
    model = TimesformerForVideoClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 8, 3, config.image_size, config.image_size)

with torch.no_grad():
    model(pixel_values=pixel_values)
