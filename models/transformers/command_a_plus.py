# labels: name::command_a_plus author::coherelabs task::Text_Generation license::cc-by-nc-4.0 test_group::transformers size::large
"""Command A+: a mixture-of-experts decoder, in the library's default configuration. It runs 8 layers of its 40 unless --num_layers says otherwise.

Source: https://huggingface.co/CohereLabs/command-a-plus-05-2026
"""

import torch
from transformers import Cohere2MoeConfig, Cohere2MoeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Cohere2MoeConfig(
    vocab_size=256000,
    hidden_size=8192,
    intermediate_size=22528,
    num_attention_heads=64,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=8192,
    tie_word_embeddings=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Cohere2MoeForCausalLM.from_pretrained("CohereLabs/command-a-plus-05-2026")
else:
    model = Cohere2MoeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
