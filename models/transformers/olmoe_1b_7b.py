# labels: name::olmoe_1b_7b author::allenai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""OLMoE 1B-7B: a decoder of 16 layers, eight of 64 experts a token. It runs 8 layers of its 16 unless --num_layers says otherwise.

Source: https://huggingface.co/allenai/OLMoE-1B-7B-0924
"""

import torch
from transformers import OlmoeConfig, OlmoeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = OlmoeConfig(
    vocab_size=50304,
    hidden_size=2048,
    intermediate_size=1024,
    num_attention_heads=16,
    num_key_value_heads=16,
    hidden_act="silu",
    max_position_embeddings=4096,
    tie_word_embeddings=False,
    num_experts=64,
    num_experts_per_tok=8,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = OlmoeForCausalLM.from_pretrained("allenai/OLMoE-1B-7B-0924")
else:
    model = OlmoeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
