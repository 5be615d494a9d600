# labels: name::deit_base_distilled_patch16_384 author::facebook task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::1089
"""deit-base-distilled-patch16-384: DeiT base with a token for its teacher, 384 pixels.

Source: https://huggingface.co/facebook/deit-base-distilled-patch16-384
"""

import torch
from transformers import DeiTConfig, DeiTForImageClassificationWithTeacher

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = DeiTConfig(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    image_size=384,
    patch_size=16,
    num_labels=1000,
)
if pretrained:
    model = DeiTForImageClassificationWithTeacher.from_pretrained("facebook/deit-base-distilled-patch16-384")
else:
    model = DeiTForImageClassificationWithTeacher(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 384, 384)

with torch.no_grad():
    model(pixel_values=pixel_values)
