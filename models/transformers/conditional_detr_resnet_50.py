# labels: name::conditional_detr_resnet_50 author::microsoft task::Object_Detection license::apache-2.0 test_group::transformers
"""Conditional DETR on ResNet-50.

Source: https://huggingface.co/microsoft/conditional-detr-resnet-50
"""

import torch
from transformers import ConditionalDetrConfig, ConditionalDetrForObjectDetection, ResNetConfig

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
config = ConditionalDetrConfig(
    backbone_config=backbone,
    num_labels=91,
    num_queries=300,
    d_model=256,
    encoder_layers=6,
    decoder_layers=6,
)
if pretrained:
    model = ConditionalDetrForObjectDetection.from_pretrained("microsoft/conditional-detr-resnet-50")
else:
    model = ConditionalDetrForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 800, 1066)

with torch.no_grad():
    model(pixel_values=pixel_values)
