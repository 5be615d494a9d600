# labels: name::mm_grounding_dino_tiny author::openmmlab task::Zero_Shot_Object_Detection license::apache-2.0 test_group::transformers
"""MM Grounding DINO tiny: detects what a text names.

Source: https://huggingface.co/openmmlab-community/mm_grounding_dino_tiny_o365v1_goldg
"""

import torch
from transformers import BertConfig, MMGroundingDinoConfig, MMGroundingDinoForObjectDetection, SwinConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = SwinConfig(
    embed_dim=96,
    depths=[2, 2, 6, 2],
    num_heads=[3, 6, 12, 24],
    hidden_act="gelu",
    image_size=224,
    patch_size=4,
    num_channels=3,
    mlp_ratio=4.0,
    window_size=7,
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
config = MMGroundingDinoConfig(
    backbone_config=backbone,
    text_config=text,
    num_queries=900,
    d_model=256,
)
if pretrained:
    model = MMGroundingDinoForObjectDetection.from_pretrained("openmmlab-community/mm_grounding_dino_tiny_o365v1_goldg")
else:
    model = MMGroundingDinoForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 640, 640)
input_ids = torch.randint(1000, text.vocab_size, (batch_size, 16))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(pixel_values=pixel_values, input_ids=input_ids, attention_mask=attention_mask)
