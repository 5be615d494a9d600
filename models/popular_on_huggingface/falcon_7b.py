# labels: name::falcon_7b author::tiiuae task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface size::large
"""falcon-7b: Falcon, 32 layers with one head of keys; it runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/tiiuae/falcon-7b
"""

import torch
from transformers import FalconConfig, FalconForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = FalconConfig(
    vocab_size=65024,
    hidden_size=4544,
    num_attention_heads=71,
    multi_query=True,
    parallel_attn=True,
    bias=False,
    new_decoder_architecture=False,
    alibi=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = FalconForCausalLM.from_pretrained("tiiuae/falcon-7b")
else:
    model = FalconForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
