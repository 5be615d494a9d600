# labels: name::jetmoe_8b author::jetmoe task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""JetMoE 8B: 24 layers with experts in the attention, too. It runs 8 layers of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/jetmoe/jetmoe-8b
"""

import torch
from transformers import JetMoeConfig, JetMoeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = JetMoeConfig(
    vocab_size=32000,
    hidden_size=2048,
    intermediate_size=5632,
    num_key_value_heads=16,
    activation_function="silu",
    max_position_embeddings=4096,
    tie_word_embeddings=True,
    kv_channels=128,
    num_local_experts=8,
    num_experts_per_tok=2,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = JetMoeForCausalLM.from_pretrained("jetmoe/jetmoe-8b")
else:
    model = JetMoeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
