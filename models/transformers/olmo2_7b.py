# labels: name::olmo2_7b author::allenai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""OLMo 2 7B: a decoder of 32 layers that normalizes queries and keys. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/allenai/OLMo-2-1124-7B
"""

import torch
from transformers import Olmo2Config, Olmo2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Olmo2Config(
    vocab_size=100352,
    hidden_size=4096,
    intermediate_size=11008,
    num_attention_heads=32,
    num_key_value_heads=32,
    hidden_act="silu",
    max_position_embeddings=4096,
    tie_word_embeddings=False,
    rope_parameters={"rope_type": "default", "rope_theta": 500000.0},
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Olmo2ForCausalLM.from_pretrained("allenai/OLMo-2-1124-7B")
else:
    model = Olmo2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
