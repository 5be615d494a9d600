# labels: name::jais2_8b author::inceptionai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Jais 2 8B: a decoder of 32 layers for Arabic and English. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/inceptionai/Jais-2-8B-Chat
"""

import torch
from transformers import Jais2Config, Jais2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Jais2Config(
    vocab_size=150272,
    hidden_size=3328,
    intermediate_size=26624,
    num_attention_heads=26,
    hidden_act="relu2",
    max_position_embeddings=8192,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Jais2ForCausalLM.from_pretrained("inceptionai/Jais-2-8B-Chat")
else:
    model = Jais2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
