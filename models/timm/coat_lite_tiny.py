# labels: name::coat_lite_tiny author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""CoaT lite tiny: 5.7 million parameters.

Source: https://arxiv.org/abs/2104.06399
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("coat_lite_tiny", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
