# labels: name::deimv2_n author::intellindust task::Object_Detection license::apache-2.0 test_group::transformers
"""DEIMv2 on HGNet V2, in the library's default configuration.

Source: https://huggingface.co/Intellindust/DEIMv2_HGNetv2_N_COCO
"""

import torch
from transformers import Deimv2Config, Deimv2ForObjectDetection

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = Deimv2Config(
    d_model=256,
    encoder_layers=1,
    decoder_layers=6,
    encoder_attention_heads=8,
    decoder_attention_heads=8,
    encoder_ffn_dim=1024,
    decoder_ffn_dim=1024,
    activation_function="silu",
    tie_word_embeddings=True,
    num_labels=80,
    num_queries=300,
)
if pretrained:
    model = Deimv2ForObjectDetection.from_pretrained("Intellindust/DEIMv2_HGNetv2_N_COCO")
else:
    model = Deimv2ForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 640, 640)

with torch.no_grad():
    model(pixel_values=pixel_values)
