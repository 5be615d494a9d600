# labels: name::starcoder2_15b author::bigcode task::Text_Generation license::bigcode-openrail-m test_group::transformers size::large
"""StarCoder2 15B: a decoder of 40 layers with 4 key-value heads, for code. It runs 8 layers of its 40 unless --num_layers says otherwise.

Source: https://huggingface.co/bigcode/starcoder2-15b
"""

import torch
from transformers import Starcoder2Config, Starcoder2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Starcoder2Config(
    vocab_size=49152,
    hidden_size=6144,
    intermediate_size=24576,
    num_attention_heads=48,
    num_key_value_heads=4,
    hidden_act="gelu_pytorch_tanh",
    max_position_embeddings=16384,
    tie_word_embeddings=False,
    sliding_window=4096,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Starcoder2ForCausalLM.from_pretrained("bigcode/starcoder2-15b")
else:
    model = Starcoder2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
