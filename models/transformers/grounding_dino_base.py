# labels: name::grounding_dino_base author::idea-research task::Zero_Shot_Object_Detection license::apache-2.0 test_group::transformers
"""Grounding DINO base: detects what a text names.

Source: https://huggingface.co/IDEA-Research/grounding-dino-base
"""

import torch
from transformers import BertConfig, GroundingDinoConfig, GroundingDinoForObjectDetection, SwinConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = SwinConfig(
    embed_dim=128,
    depths=[2, 2, 18, 2],
    num_heads=[4, 8, 16, 32],
    hidden_act="gelu",
    image_size=384,
    patch_size=4,
    num_channels=3,
    mlp_ratio=4.0,
    window_size=12,
    out_indices=[2, 3, 4],
)
text = BertConfig(
    vocab_size=30522,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
)
config = GroundingDinoConfig(
    backbone_config=backbone,
    text_config=text,
    num_queries=900,
    d_model=256,
)
if pretrained:
    model = GroundingDinoForObjectDetection.from_pretrained("IDEA-Research/grounding-dino-base")
else:
    model = GroundingDinoForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 640, 640)
input_ids = torch.randint(1000, text.vocab_size, (batch_size, 16))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(pixel_values=pixel_values, input_ids=input_ids, attention_mask=attention_mask)
