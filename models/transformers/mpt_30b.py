# labels: name::mpt_30b author::mosaicml task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""MPT 30B: a decoder of 48 layers, with ALiBi positions. It runs 8 layers of its 48 unless --num_layers says otherwise.

Source: https://huggingface.co/mosaicml/mpt-30b
"""

import torch
from transformers import MptConfig, MptForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MptConfig(
    vocab_size=50432,
    d_model=7168,
    n_heads=64,
    tie_word_embeddings=True,
    max_seq_len=8192,
    n_layers=num_layers,
)
if pretrained:
    model = MptForCausalLM.from_pretrained("mosaicml/mpt-30b")
else:
    model = MptForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
