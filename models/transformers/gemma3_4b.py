# labels: name::gemma3_4b author::google task::Image_Text_to_Text license::gemma test_group::transformers size::large
"""Gemma 3 4B: SigLIP SO400M and a decoder of 34 layers. It runs 8 layers of its 34 unless --num_layers says otherwise.

Source: https://huggingface.co/google/gemma-3-4b-it
"""

import torch
from transformers import Gemma3Config, Gemma3ForConditionalGeneration, Gemma3TextConfig, SiglipVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

text = Gemma3TextConfig(
    vocab_size=262208,
    hidden_size=2560,
    intermediate_size=10240,
    num_attention_heads=8,
    num_key_value_heads=4,
    head_dim=256,
    hidden_activation="gelu_pytorch_tanh",
    max_position_embeddings=131072,
    tie_word_embeddings=True,
    sliding_window=1024,
    num_hidden_layers=num_layers,
)
vision = SiglipVisionConfig(
    hidden_size=1152,
    intermediate_size=4304,
    num_hidden_layers=27,
    num_attention_heads=16,
    hidden_act="gelu_pytorch_tanh",
    image_size=896,
    patch_size=14,
    num_channels=3,
    vision_use_head=False,
)
config = Gemma3Config(
    text_config=text,
    vision_config=vision,
    mm_tokens_per_image=256,
)
if pretrained:
    model = Gemma3ForConditionalGeneration.from_pretrained("google/gemma-3-4b-it")
else:
    model = Gemma3ForConditionalGeneration(config)
model.eval()

# 256 places for the image, then the text.
input_ids = torch.randint(10, text.vocab_size, (batch_size, 256 + max_seq_length))
input_ids[:, :256] = config.image_token_id
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 896, 896)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values, use_cache=False)
