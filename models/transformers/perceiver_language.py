# labels: name::perceiver_language author::deepmind task::Fill_Mask license::apache-2.0 test_group::transformers
"""Perceiver IO for text: bytes in, 256 latents of 26 layers between.

Source: https://huggingface.co/deepmind/language-perceiver
"""

import torch
from transformers import PerceiverConfig, PerceiverForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = PerceiverConfig(
    vocab_size=262,
    d_model=768,
    hidden_act="gelu",
    max_position_embeddings=2048,
    image_size=56,
    num_latents=256,
    d_latents=1280,
    num_self_attends_per_block=26,
    num_self_attention_heads=8,
    num_cross_attention_heads=8,
    qk_channels=256,
    v_channels=1280,
)
if pretrained:
    model = PerceiverForMaskedLM.from_pretrained("deepmind/language-perceiver")
else:
    model = PerceiverForMaskedLM(config)
model.eval()

# The bytes of a text, padded to the length that the model reads.
input_ids = torch.randint(0, config.vocab_size, (batch_size, config.max_position_embeddings))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(inputs=input_ids, attention_mask=attention_mask)
