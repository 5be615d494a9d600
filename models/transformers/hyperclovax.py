# labels: name::hyperclovax author::naver-hyperclovax task::Text_Generation license::other test_group::transformers size::large
"""HyperCLOVA X SEED: a decoder of 32 layers, in the library's default configuration. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/naver-hyperclovax/HyperCLOVAX-SEED-Think-14B
"""

import torch
from transformers import HyperCLOVAXConfig, HyperCLOVAXForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = HyperCLOVAXConfig(
    vocab_size=32000,
    hidden_size=4096,
    intermediate_size=11008,
    num_attention_heads=32,
    hidden_act="silu",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = HyperCLOVAXForCausalLM.from_pretrained("naver-hyperclovax/HyperCLOVAX-SEED-Think-14B")
else:
    model = HyperCLOVAXForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
