# labels: name::bitnet_2b_4t author::microsoft task::Text_Generation license::mit test_group::transformers size::large
"""BitNet b1.58 2B: a decoder of 30 layers, here with full-precision weights. It runs 8 layers of its 30 unless --num_layers says otherwise.

Source: https://huggingface.co/microsoft/bitnet-b1.58-2B-4T
"""

import torch
from transformers import BitNetConfig, BitNetForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = BitNetConfig(
    vocab_size=128256,
    hidden_size=2560,
    intermediate_size=6912,
    num_attention_heads=20,
    num_key_value_heads=5,
    hidden_act="relu2",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = BitNetForCausalLM.from_pretrained("microsoft/bitnet-b1.58-2B-4T")
else:
    model = BitNetForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
