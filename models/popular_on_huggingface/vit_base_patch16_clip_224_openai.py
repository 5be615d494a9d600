# labels: name::vit_base_patch16_clip_224_openai author::timm task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""vit_base_patch16_clip_224.openai: timm's model with these weights, 512 classes.

Source: https://huggingface.co/timm/vit_base_patch16_clip_224.openai
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

model = timm.create_model("vit_base_patch16_clip_224.openai", pretrained=pretrained, num_classes=512).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 224, 224))
