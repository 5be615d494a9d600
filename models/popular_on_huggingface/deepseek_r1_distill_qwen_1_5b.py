# labels: name::deepseek_r1_distill_qwen_1_5b author::deepseek-ai task::Text_Generation license::mit test_group::popular_on_huggingface size::large
"""DeepSeek-R1-Distill-Qwen-1.5B: DeepSeek R1 distilled into Qwen 2.5.

Source: https://huggingface.co/deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B
"""

import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Qwen2Config(
    vocab_size=151936,
    hidden_size=1536,
    intermediate_size=8960,
    num_hidden_layers=28,
    num_attention_heads=12,
    num_key_value_heads=2,
    max_position_embeddings=131072,
    rope_theta=10000.0,
    rms_norm_eps=1e-06,
    tie_word_embeddings=False,
)
if pretrained:
    model = Qwen2ForCausalLM.from_pretrained("deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B")
else:
    model = Qwen2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
