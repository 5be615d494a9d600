# labels: name::internlm3_8b author::internlm task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""InternLM3 8B: a decoder of 48 layers with 2 key-value heads. It runs 8 layers of its 48 unless --num_layers says otherwise.

Source: https://huggingface.co/internlm/internlm3-8b-instruct
"""

import torch
from transformers import InternLM3Config, LlamaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = InternLM3Config(
    vocab_size=128512,
    hidden_size=4096,
    intermediate_size=10240,
    num_attention_heads=32,
    num_key_value_heads=2,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=32768,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = LlamaForCausalLM.from_pretrained("internlm/internlm3-8b-instruct")
else:
    model = LlamaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
