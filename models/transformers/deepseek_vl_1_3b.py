# labels: name::deepseek_vl_1_3b author::deepseek task::Image_Text_to_Text license::other test_group::transformers
"""DeepSeek-VL 1.3B: SigLIP large and a Llama of 24 layers.

Source: https://huggingface.co/deepseek-community/deepseek-vl-1.3b-chat
"""

import torch
from transformers import DeepseekVLConfig, DeepseekVLForConditionalGeneration, LlamaConfig, SiglipVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

text = LlamaConfig(
    vocab_size=102400,
    hidden_size=2048,
    intermediate_size=5632,
    num_hidden_layers=24,
    num_attention_heads=16,
    num_key_value_heads=16,
    hidden_act="silu",
    max_position_embeddings=16384,
    tie_word_embeddings=False,
)
vision = SiglipVisionConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu_pytorch_tanh",
    image_size=384,
    patch_size=16,
    num_channels=3,
    vision_use_head=False,
)
config = DeepseekVLConfig(
    text_config=text,
    vision_config=vision,
    image_token_id=100015,
)
if pretrained:
    model = DeepseekVLForConditionalGeneration.from_pretrained("deepseek-community/deepseek-vl-1.3b-chat")
else:
    model = DeepseekVLForConditionalGeneration(config)
model.eval()

# 576 places for the image, then the text.
input_ids = torch.randint(10, text.vocab_size, (batch_size, 576 + max_seq_length))
input_ids[:, :576] = config.image_token_id
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 384, 384)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values, use_cache=False)
