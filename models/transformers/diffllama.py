# labels: name::diffllama author::kajuma task::Text_Generation license::apache-2.0 test_group::transformers
"""DiffLlama: a Llama with differential attention, in the library's default configuration.

Source: https://huggingface.co/kajuma/DiffLlama-0.3B-handcut
"""

import torch
from transformers import DiffLlamaConfig, DiffLlamaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DiffLlamaConfig(
    vocab_size=32000,
    hidden_size=2048,
    intermediate_size=8192,
    num_hidden_layers=16,
    num_attention_heads=32,
    hidden_act="silu",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
)
if pretrained:
    model = DiffLlamaForCausalLM.from_pretrained("kajuma/DiffLlama-0.3B-handcut")
else:
    model = DiffLlamaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
