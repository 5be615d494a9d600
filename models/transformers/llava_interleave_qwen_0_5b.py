# labels: name::llava_interleave_qwen_0_5b author::llava task::Image_Text_to_Text license::other test_group::transformers
"""LLaVA-Interleave 0.5B: SigLIP and Qwen.

Source: https://huggingface.co/llava-hf/llava-interleave-qwen-0.5b-hf
"""

import torch
from transformers import LlavaConfig, LlavaForConditionalGeneration, Qwen2Config, SiglipVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

text = Qwen2Config(
    vocab_size=152000,
    hidden_size=1024,
    intermediate_size=2816,
    num_hidden_layers=24,
    num_attention_heads=16,
    num_key_value_heads=16,
    hidden_act="silu",
    max_position_embeddings=32768,
    tie_word_embeddings=False,
)
vision = SiglipVisionConfig(
    hidden_size=1152,
    intermediate_size=4304,
    num_hidden_layers=26,
    num_attention_heads=16,
    hidden_act="gelu_pytorch_tanh",
    image_size=384,
    patch_size=14,
    num_channels=3,
    vision_use_head=False,
)
config = LlavaConfig(
    text_config=text,
    vision_config=vision,
    image_token_index=151646,
    vision_feature_select_strategy="full",
    vision_feature_layer=-1,
)
if pretrained:
    model = LlavaForConditionalGeneration.from_pretrained("llava-hf/llava-interleave-qwen-0.5b-hf")
else:
    model = LlavaForConditionalGeneration(config)
model.eval()

# 729 places for the image, then the text.
input_ids = torch.randint(10, text.vocab_size, (batch_size, 729 + max_seq_length))
input_ids[:, :729] = config.image_token_index
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 384, 384)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values, use_cache=False)
