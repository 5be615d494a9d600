# labels: name::align_base author::kakaobrain task::Zero_Shot_Image_Classification license::other test_group::transformers
"""ALIGN base: EfficientNet-B7 beside BERT.

Source: https://huggingface.co/kakaobrain/align-base
"""

import torch
from transformers import AlignConfig, AlignModel, AlignTextConfig, AlignVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = AlignTextConfig(
    vocab_size=30522,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
)
vision = AlignVisionConfig(
    hidden_act="swish",
    image_size=289,
    num_channels=3,
)
config = AlignConfig(
    text_config=text,
    vision_config=vision,
    projection_dim=640,
)
if pretrained:
    model = AlignModel.from_pretrained("kakaobrain/align-base")
else:
    model = AlignModel(config)
model.eval()

input_ids = torch.randint(0, text.vocab_size, (batch_size, 64))
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 289, 289)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
