# labels: name::swiftformer_xs author::mbzuai task::Image_Classification license::apache-2.0 test_group::transformers
"""SwiftFormer XS: additive attention.

Source: https://huggingface.co/MBZUAI/swiftformer-xs
"""

import torch
from transformers import SwiftFormerConfig, SwiftFormerForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = SwiftFormerConfig(
    depths=[3, 3, 6, 4],
    hidden_act="gelu",
    image_size=224,
    mlp_ratio=4,
    embed_dims=[48, 56, 112, 220],
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = SwiftFormerForImageClassification.from_pretrained("MBZUAI/swiftformer-xs")
else:
    model = SwiftFormerForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
