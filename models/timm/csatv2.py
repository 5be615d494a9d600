# labels: name::csatv2 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""CSATv2: 11.1 million parameters, images of 512 × 512 pixels.

Source: https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/csatv2.py
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

model = timm.create_model("csatv2", pretrained=pretrained).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 512, 512))
