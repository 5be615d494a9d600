# labels: name::vit_base_patch16_224_augreg_in21k author::timm task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""vit_base_patch16_224.augreg_in21k: timm's model with these weights, 21,843 classes.

Source: https://huggingface.co/timm/vit_base_patch16_224.augreg_in21k
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

model = timm.create_model("vit_base_patch16_224.augreg_in21k", pretrained=pretrained, num_classes=21843).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 224, 224))
