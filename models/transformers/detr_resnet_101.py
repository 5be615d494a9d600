# labels: name::detr_resnet_101 author::facebook task::Object_Detection license::apache-2.0 test_group::transformers
"""DETR on ResNet-101: a transformer that detects objects.

Source: https://huggingface.co/facebook/detr-resnet-101
"""

import torch
from transformers import DetrConfig, DetrForObjectDetection, ResNetConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = ResNetConfig(
    embedding_size=64,
    hidden_sizes=[256, 512, 1024, 2048],
    depths=[3, 4, 23, 3],
    hidden_act="relu",
    num_channels=3,
    layer_type="bottleneck",
    out_features=["stage4"],
)
config = DetrConfig(
    backbone_config=backbone,
    num_labels=91,
    num_queries=100,
    d_model=256,
    encoder_layers=6,
    decoder_layers=6,
)
if pretrained:
    model = DetrForObjectDetection.from_pretrained("facebook/detr-resnet-101")
else:
    model = DetrForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 800, 1066)

with torch.no_grad():
    model(pixel_values=pixel_values)
