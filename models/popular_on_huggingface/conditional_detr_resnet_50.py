# labels: name::conditional_detr_resnet_50 author::microsoft task::Object_Detection license::apache-2.0 test_group::popular_on_huggingface downloads_2023::221
"""conditional-detr-resnet-50: Conditional DETR on ResNet-50, 300 queries.

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
    layer_type="bottleneck",
    out_features=["stage4"],
)
config = ConditionalDetrConfig(
    backbone_config=backbone,
    d_model=256,
    encoder_layers=6,
    decoder_layers=6,
    encoder_attention_heads=8,
    decoder_attention_heads=8,
    encoder_ffn_dim=2048,
    decoder_ffn_dim=2048,
    num_queries=300,
    num_labels=91,
)
if pretrained:
    model = ConditionalDetrForObjectDetection.from_pretrained("microsoft/conditional-detr-resnet-50")
else:
    model = ConditionalDetrForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 800, 800)

with torch.no_grad():
    model(pixel_values=pixel_values)
