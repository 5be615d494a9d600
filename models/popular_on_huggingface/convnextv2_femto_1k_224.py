# labels: name::convnextv2_femto_1k_224 author::facebook task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""convnextv2-femto-1k-224: ConvNeXt v2 femto.

Source: https://huggingface.co/facebook/convnextv2-femto-1k-224
"""

import torch
from transformers import ConvNextV2Config, ConvNextV2ForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

config = ConvNextV2Config(
    depths=[2, 2, 6, 2],
    hidden_sizes=[48, 96, 192, 384],
    num_labels=1000,
)
if pretrained:
    model = ConvNextV2ForImageClassification.from_pretrained("facebook/convnextv2-femto-1k-224")
else:
    model = ConvNextV2ForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
