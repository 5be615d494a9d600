# labels: name::mistral_7b_instruct_v0_3 author::mistralai task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface size::large
"""Mistral-7B-Instruct-v0.3: Mistral that follows instructions, 32,768 pieces; it runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/mistralai/Mistral-7B-Instruct-v0.3
"""

import torch
from transformers import MistralConfig, MistralForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MistralConfig(
    vocab_size=32768,
    hidden_size=4096,
    intermediate_size=14336,
    num_attention_heads=32,
    num_key_value_heads=8,
    max_position_embeddings=32768,
    rope_theta=1000000.0,
    rms_norm_eps=1e-05,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = MistralForCausalLM.from_pretrained("mistralai/Mistral-7B-Instruct-v0.3")
else:
    model = MistralForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
