# labels: name::smollm_1_7b author::huggingface task::Text_Generation license::apache-2.0 test_group::transformers
"""SmolLM 1.7B: a decoder of 24 layers.

Source: https://huggingface.co/HuggingFaceTB/SmolLM-1.7B
"""

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LlamaConfig(
    vocab_size=49152,
    hidden_size=2048,
    intermediate_size=8192,
    num_hidden_layers=24,
    num_attention_heads=32,
    num_key_value_heads=32,
    hidden_act="silu",
    max_position_embeddings=2048,
    tie_word_embeddings=True,
    rms_norm_eps=1e-05,
)
if pretrained:
    model = LlamaForCausalLM.from_pretrained("HuggingFaceTB/SmolLM-1.7B")
else:
    model = LlamaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
