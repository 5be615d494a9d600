# labels: name::upernet_convnext_tiny author::openmmlab task::Image_Segmentation license::mit test_group::transformers
"""UPerNet on ConvNeXt tiny: segmentation with 150 classes.

Source: https://huggingface.co/openmmlab/upernet-convnext-tiny
"""

import torch
from transformers import ConvNextConfig, UperNetConfig, UperNetForSemanticSegmentation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = ConvNextConfig(
    hidden_sizes=[96, 192, 384, 768],
    depths=[3, 3, 9, 3],
    hidden_act="gelu",
    image_size=224,
    patch_size=4,
    num_channels=3,
    out_features=["stage1", "stage2", "stage3", "stage4"],
)
config = UperNetConfig(
    backbone_config=backbone,
    num_labels=150,
    hidden_size=512,
    auxiliary_in_channels=384,
)
if pretrained:
    model = UperNetForSemanticSegmentation.from_pretrained("openmmlab/upernet-convnext-tiny")
else:
    model = UperNetForSemanticSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 512, 512)

with torch.no_grad():
    model(pixel_values=pixel_values)
