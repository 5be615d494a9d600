# labels: name::detr_resnet_50_panoptic author::facebook task::Image_Segmentation license::apache-2.0 test_group::popular_on_huggingface downloads_2023::51551
"""detr-resnet-50-panoptic: DETR on ResNet-50 that segments things and stuff.

Source: https://huggingface.co/facebook/detr-resnet-50-panoptic
"""

import torch
from transformers import DetrConfig, DetrForSegmentation, ResNetConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = ResNetConfig(
    embedding_size=64,
    hidden_sizes=[256, 512, 1024, 2048],
    depths=[3, 4, 6, 3],
    layer_type="bottleneck",
    out_features=["stage1", "stage2", "stage3", "stage4"],
)
config = DetrConfig(
    backbone_config=backbone,
    d_model=256,
    encoder_layers=6,
    decoder_layers=6,
    encoder_attention_heads=8,
    decoder_attention_heads=8,
    encoder_ffn_dim=2048,
    decoder_ffn_dim=2048,
    num_queries=100,
    num_labels=250,
)
if pretrained:
    model = DetrForSegmentation.from_pretrained("facebook/detr-resnet-50-panoptic")
else:
    model = DetrForSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 800, 800)

with torch.no_grad():
    model(pixel_values=pixel_values)
