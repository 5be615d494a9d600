# labels: name::deit_small_distilled_patch16_224 author::facebook task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::4774
"""deit-small-distilled-patch16-224: DeiT small with a token for its teacher.

Source: https://huggingface.co/facebook/deit-small-distilled-patch16-224
"""

import torch
from transformers import DeiTConfig, DeiTForImageClassificationWithTeacher

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = DeiTConfig(
    hidden_size=384,
    num_hidden_layers=12,
    num_attention_heads=6,
    intermediate_size=1536,
    image_size=224,
    patch_size=16,
    num_labels=1000,
)
if pretrained:
    model = DeiTForImageClassificationWithTeacher.from_pretrained("facebook/deit-small-distilled-patch16-224")
else:
    model = DeiTForImageClassificationWithTeacher(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
