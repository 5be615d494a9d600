# labels: name::aya_vision_8b author::cohere task::Image_Text_to_Text license::cc-by-nc-4.0 test_group::transformers size::large
"""Aya Vision 8B: SigLIP SO400M and Command R7B. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/CohereLabs/aya-vision-8b
"""

import torch
from transformers import AyaVisionConfig, AyaVisionForConditionalGeneration, Cohere2Config, SiglipVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

text = Cohere2Config(
    vocab_size=256000,
    hidden_size=4096,
    intermediate_size=14336,
    num_attention_heads=32,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=8192,
    tie_word_embeddings=True,
    sliding_window=4096,
    num_hidden_layers=num_layers,
)
vision = SiglipVisionConfig(
    hidden_size=1152,
    intermediate_size=4304,
    num_hidden_layers=27,
    num_attention_heads=16,
    hidden_act="gelu_pytorch_tanh",
    image_size=364,
    patch_size=14,
    num_channels=3,
    vision_use_head=False,
)
config = AyaVisionConfig(
    text_config=text,
    vision_config=vision,
    image_token_index=255036,
    downsample_factor=2,
)
if pretrained:
    model = AyaVisionForConditionalGeneration.from_pretrained("CohereLabs/aya-vision-8b")
else:
    model = AyaVisionForConditionalGeneration(config)
model.eval()

# 169 places for the image, then the text.
input_ids = torch.randint(10, text.vocab_size, (batch_size, 169 + max_seq_length))
input_ids[:, :169] = config.image_token_id
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 364, 364)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values, use_cache=False)
