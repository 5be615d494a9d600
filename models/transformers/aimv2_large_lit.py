# labels: name::aimv2_large_lit author::apple task::Zero_Shot_Image_Classification license::other test_group::transformers
"""AIMv2 large beside a text tower.

Source: https://huggingface.co/apple/aimv2-large-patch14-224-lit
"""

import torch
from transformers import Aimv2Config, Aimv2Model, Aimv2TextConfig, Aimv2VisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = Aimv2TextConfig(
    vocab_size=49408,
    hidden_size=768,
    intermediate_size=2048,
    num_hidden_layers=12,
    num_attention_heads=6,
    hidden_act="silu",
    max_position_embeddings=77,
)
vision = Aimv2VisionConfig(
    hidden_size=1024,
    intermediate_size=2816,
    num_hidden_layers=24,
    num_attention_heads=8,
    hidden_act="silu",
    image_size=224,
    patch_size=14,
    num_channels=3,
)
config = Aimv2Config(
    text_config=text,
    vision_config=vision,
    projection_dim=768,
)
if pretrained:
    model = Aimv2Model.from_pretrained("apple/aimv2-large-patch14-224-lit")
else:
    model = Aimv2Model(config)
model.eval()

input_ids = torch.randint(0, text.vocab_size, (batch_size, text.max_position_embeddings))
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
