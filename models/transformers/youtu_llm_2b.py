# labels: name::youtu_llm_2b author::tencent task::Text_Generation license::other test_group::transformers size::large
"""Youtu-LLM 2B: a decoder of 32 layers with latent attention. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/tencent/Youtu-LLM-2B
"""

import torch
from transformers import YoutuConfig, YoutuForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = YoutuConfig(
    vocab_size=128256,
    hidden_size=2048,
    intermediate_size=6144,
    num_attention_heads=16,
    num_key_value_heads=16,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = YoutuForCausalLM.from_pretrained("tencent/Youtu-LLM-2B")
else:
    model = YoutuForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
