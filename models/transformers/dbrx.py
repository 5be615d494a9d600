# labels: name::dbrx author::databricks task::Text_Generation license::other test_group::transformers size::large
"""DBRX 132B: a decoder of 40 layers, four of 16 experts a token. It runs 8 layers of its 40 unless --num_layers says otherwise.

Source: https://huggingface.co/transformers-community/dbrx-instruct
"""

import torch
from transformers import DbrxConfig, DbrxForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = DbrxConfig(
    vocab_size=100352,
    d_model=6144,
    n_heads=48,
    tie_word_embeddings=False,
    max_seq_len=32768,
    attn_config={"kv_n_heads": 8, "clip_qkv": 8.0, "rope_theta": 500000.0},
    ffn_config={"ffn_hidden_size": 10752, "moe_num_experts": 16, "moe_top_k": 4, "hidden_size": 6144},
    n_layers=num_layers,
)
if pretrained:
    model = DbrxForCausalLM.from_pretrained("transformers-community/dbrx-instruct")
else:
    model = DbrxForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
