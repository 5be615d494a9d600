# labels: name::internvl3_2b author::opengvlab task::Image_Text_to_Text license::other test_group::transformers size::large
"""InternVL3 2B: InternViT 300M and Qwen2.5 1.5B. It runs 8 layers of its 28 unless --num_layers says otherwise.

Source: https://huggingface.co/OpenGVLab/InternVL3-2B-hf
"""

import torch
from transformers import InternVLConfig, InternVLForConditionalGeneration, InternVLVisionConfig, Qwen2Config

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

text = Qwen2Config(
    vocab_size=151674,
    hidden_size=1536,
    intermediate_size=8960,
    num_attention_heads=12,
    num_key_value_heads=2,
    hidden_act="silu",
    max_position_embeddings=32768,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
vision = InternVLVisionConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    image_size=[448, 448],
    patch_size=[14, 14],
    num_channels=3,
)
config = InternVLConfig(
    text_config=text,
    vision_config=vision,
    image_token_id=151667,
    downsample_ratio=0.5,
    tie_word_embeddings=False,
)
if pretrained:
    model = InternVLForConditionalGeneration.from_pretrained("OpenGVLab/InternVL3-2B-hf")
else:
    model = InternVLForConditionalGeneration(config)
model.eval()

# 256 places for the image, then the text.
input_ids = torch.randint(10, text.vocab_size, (batch_size, 256 + max_seq_length))
input_ids[:, :256] = config.image_token_id
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 448, 448)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values, use_cache=False)
