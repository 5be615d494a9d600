# labels: name::d_fine_x author::ustc task::Object_Detection license::apache-2.0 test_group::transformers
"""D-FINE on HGNet V2, in the library's default configuration.

Source: https://huggingface.co/ustc-community/dfine-xlarge-coco
"""

import torch
from transformers import DFineConfig, DFineForObjectDetection

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = DFineConfig(
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
    encoder_in_channels=[512, 1024, 2048],
)
if pretrained:
    model = DFineForObjectDetection.from_pretrained("ustc-community/dfine-xlarge-coco")
else:
    model = DFineForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 640, 640)

with torch.no_grad():
    model(pixel_values=pixel_values)
