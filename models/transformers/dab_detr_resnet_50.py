# labels: name::dab_detr_resnet_50 author::idea-research task::Object_Detection license::apache-2.0 test_group::transformers
"""DAB-DETR on ResNet-50: its queries are boxes.

Source: https://huggingface.co/IDEA-Research/dab-detr-resnet-50
"""

import torch
from transformers import DabDetrConfig, DabDetrForObjectDetection, ResNetConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = ResNetConfig(
    embedding_size=64,
    hidden_sizes=[256, 512, 1024, 2048],
    depths=[3, 4, 6, 3],
    hidden_act="relu",
    num_channels=3,
    layer_type="bottleneck",
    out_features=["stage4"],
)
config = DabDetrConfig(
    backbone_config=backbone,
    num_labels=91,
    num_queries=300,
    hidden_size=256,
    encoder_layers=6,
    decoder_layers=6,
)
if pretrained:
    model = DabDetrForObjectDetection.from_pretrained("IDEA-Research/dab-detr-resnet-50")
else:
    model = DabDetrForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 800, 1066)

with torch.no_grad():
    model(pixel_values=pixel_values)
