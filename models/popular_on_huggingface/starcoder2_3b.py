# labels: name::starcoder2_3b author::bigcode task::Text_Generation license::bigcode-openrail-m test_group::popular_on_huggingface size::large
"""starcoder2-3b: StarCoder 2, 30 layers; it runs 8 layers of its 30 unless --num_layers says otherwise.

Source: https://huggingface.co/bigcode/starcoder2-3b
"""

import torch
from transformers import Starcoder2Config, Starcoder2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Starcoder2Config(
    vocab_size=49152,
    hidden_size=3072,
    intermediate_size=12288,
    num_attention_heads=24,
    num_key_value_heads=2,
    max_position_embeddings=16384,
    sliding_window=4096,
    use_bias=True,
    rope_theta=999999.4420358813,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Starcoder2ForCausalLM.from_pretrained("bigcode/starcoder2-3b")
else:
    model = Starcoder2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
