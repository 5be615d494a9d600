# labels: name::ernie4_5_21b_a3b author::baidu task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""ERNIE 4.5 21B-A3B: a decoder of 28 layers, six of 64 experts a token. It runs 8 layers of its 28 unless --num_layers says otherwise.

Source: https://huggingface.co/baidu/ERNIE-4.5-21B-A3B-PT
"""

import torch
from transformers import Ernie4_5_MoeConfig, Ernie4_5_MoeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Ernie4_5_MoeConfig(
    vocab_size=103424,
    hidden_size=2560,
    intermediate_size=12288,
    num_attention_heads=20,
    num_key_value_heads=4,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=True,
    moe_num_experts=64,
    moe_k=6,
    moe_intermediate_size=1536,
    moe_num_shared_experts=2,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Ernie4_5_MoeForCausalLM.from_pretrained("baidu/ERNIE-4.5-21B-A3B-PT")
else:
    model = Ernie4_5_MoeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
