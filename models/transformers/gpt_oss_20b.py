# labels: name::gpt_oss_20b author::openai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""gpt-oss 20B: a decoder of 24 layers, four of 32 experts a token, windows in every second layer. It runs 8 layers of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/openai/gpt-oss-20b
"""

import torch
from transformers import GptOssConfig, GptOssForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GptOssConfig(
    vocab_size=201088,
    hidden_size=2880,
    intermediate_size=2880,
    num_attention_heads=64,
    num_key_value_heads=8,
    head_dim=64,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    num_local_experts=32,
    num_experts_per_tok=4,
    sliding_window=128,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = GptOssForCausalLM.from_pretrained("openai/gpt-oss-20b")
else:
    model = GptOssForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
