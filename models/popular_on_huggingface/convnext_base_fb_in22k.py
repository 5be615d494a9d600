# labels: name::convnext_base_fb_in22k author::timm task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""convnext_base.fb_in22k: timm's model with these weights, 21,841 classes.

Source: https://huggingface.co/timm/convnext_base.fb_in22k
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

model = timm.create_model("convnext_base.fb_in22k", pretrained=pretrained, num_classes=21841).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
