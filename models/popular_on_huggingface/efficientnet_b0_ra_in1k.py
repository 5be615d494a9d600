# labels: name::efficientnet_b0_ra_in1k author::timm task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""efficientnet_b0.ra_in1k: timm's model with these weights, 1,000 classes.

Source: https://huggingface.co/timm/efficientnet_b0.ra_in1k
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

model = timm.create_model("efficientnet_b0.ra_in1k", pretrained=pretrained, num_classes=1000).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
