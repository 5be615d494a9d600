# labels: name::hrnet_w18_ms_aug_in1k author::timm task::Image_Classification license::mit test_group::popular_on_huggingface
"""hrnet_w18.ms_aug_in1k: timm's model with these weights, 1,000 classes.

Source: https://huggingface.co/timm/hrnet_w18.ms_aug_in1k
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

model = timm.create_model("hrnet_w18.ms_aug_in1k", pretrained=pretrained, num_classes=1000).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
