# labels: name::vgg16_tv_in1k author::timm task::Image_Classification license::bsd-3-clause test_group::popular_on_huggingface
"""vgg16.tv_in1k: timm's model with these weights, 1,000 classes.

Source: https://huggingface.co/timm/vgg16.tv_in1k
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

model = timm.create_model("vgg16.tv_in1k", pretrained=pretrained, num_classes=1000).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 224, 224))
