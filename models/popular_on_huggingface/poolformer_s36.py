# labels: name::poolformer_s36 author::sail task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""poolformer_s36: PoolFormer: pooling in the place of attention.

Source: https://huggingface.co/sail/poolformer_s36
"""

import torch
from transformers import PoolFormerConfig, PoolFormerForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

config = PoolFormerConfig(
    depths=[6, 6, 18, 6],
    hidden_sizes=[64, 128, 320, 512],
    layer_scale_init_value=1e-06,
    num_labels=1000,
)
if pretrained:
    model = PoolFormerForImageClassification.from_pretrained("sail/poolformer_s36")
else:
    model = PoolFormerForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
