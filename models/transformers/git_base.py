# labels: name::git_base author::microsoft task::Image_to_Text license::mit test_group::transformers
"""GIT base: describes an image with a decoder of 6 layers over CLIP's patches.

Source: https://huggingface.co/microsoft/git-base
"""

import torch
from transformers import GitConfig, GitForCausalLM, GitVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

vision = GitVisionConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="quick_gelu",
    image_size=224,
    patch_size=16,
    num_channels=3,
)
config = GitConfig(
    vision_config=vision,
    num_hidden_layers=6,
    vocab_size=30522,
    hidden_size=768,
    num_attention_heads=12,
    intermediate_size=3072,
)
if pretrained:
    model = GitForCausalLM.from_pretrained("microsoft/git-base")
else:
    model = GitForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, vision.image_size, vision.image_size)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values, use_cache=False)
