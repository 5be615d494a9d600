# labels: name::ernie4_5_0_3b author::baidu task::Text_Generation license::apache-2.0 test_group::transformers
"""ERNIE 4.5 0.3B: a decoder of 18 layers with 2 key-value heads.

Source: https://huggingface.co/baidu/ERNIE-4.5-0.3B-PT
"""

import torch
from transformers import Ernie4_5Config, Ernie4_5ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Ernie4_5Config(
    vocab_size=103424,
    hidden_size=1024,
    intermediate_size=3072,
    num_hidden_layers=18,
    num_attention_heads=16,
    num_key_value_heads=2,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=True,
)
if pretrained:
    model = Ernie4_5ForCausalLM.from_pretrained("baidu/ERNIE-4.5-0.3B-PT")
else:
    model = Ernie4_5ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
