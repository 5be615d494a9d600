# labels: name::groupvit author::nvidia task::Zero_Shot_Image_Classification license::other test_group::transformers
"""GroupViT: a vision tower that groups its patches into segments.

Source: https://huggingface.co/nvidia/groupvit-gcc-yfcc
"""

import torch
from transformers import GroupViTConfig, GroupViTModel, GroupViTTextConfig, GroupViTVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = GroupViTTextConfig(
    vocab_size=49408,
    hidden_size=256,
    intermediate_size=1024,
    num_hidden_layers=12,
    num_attention_heads=4,
    hidden_act="quick_gelu",
    max_position_embeddings=77,
)
vision = GroupViTVisionConfig(
    hidden_size=384,
    depths=[6, 3, 3],
    intermediate_size=1536,
    num_hidden_layers=12,
    num_attention_heads=6,
    hidden_act="gelu",
    image_size=224,
    patch_size=16,
    num_channels=3,
    num_group_tokens=[64, 8, 0],
    num_output_groups=[64, 8, 8],
)
config = GroupViTConfig(
    text_config=text,
    vision_config=vision,
    projection_dim=256,
)
if pretrained:
    model = GroupViTModel.from_pretrained("nvidia/groupvit-gcc-yfcc")
else:
    model = GroupViTModel(config)
model.eval()

input_ids = torch.randint(0, text.vocab_size, (batch_size, text.max_position_embeddings))
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
