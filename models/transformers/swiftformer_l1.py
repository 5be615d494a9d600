# labels: name::swiftformer_l1 author::mbzuai task::Image_Classification license::apache-2.0 test_group::transformers
"""SwiftFormer L1: additive attention.

Source: https://huggingface.co/MBZUAI/swiftformer-l1
"""

import torch
from transformers import SwiftFormerConfig, SwiftFormerForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = SwiftFormerConfig(
    depths=[4, 3, 10, 5],
    hidden_act="gelu",
    image_size=224,
    mlp_ratio=4,
    embed_dims=[48, 96, 192, 384],
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = SwiftFormerForImageClassification.from_pretrained("MBZUAI/swiftformer-l1")
else:
    model = SwiftFormerForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
