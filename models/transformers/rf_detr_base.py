# labels: name::rf_detr_base author::roboflow task::Object_Detection license::apache-2.0 test_group::transformers
"""RF-DETR base: a detector on DINOv2, in the library's default configuration.

Source: https://huggingface.co/Roboflow/rf-detr-base
"""

import torch
from transformers import RfDetrConfig, RfDetrForObjectDetection

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = RfDetrConfig(
    d_model=256,
    intermediate_size=1024,
    decoder_layers=3,
    decoder_ffn_dim=2048,
    activation_function="silu",
    num_labels=91,
    num_queries=300,
)
if pretrained:
    model = RfDetrForObjectDetection.from_pretrained("Roboflow/rf-detr-base")
else:
    model = RfDetrForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 560, 560)

with torch.no_grad():
    model(pixel_values=pixel_values)
