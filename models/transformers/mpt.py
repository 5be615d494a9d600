# labels: name::mpt author::mosaicml task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""MPT 7B: a decoder of 32 layers, with ALiBi positions. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/mosaicml/mpt-7b
"""

import torch
from transformers import MptConfig, MptForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MptConfig(
    vocab_size=50432,
    d_model=4096,
    n_heads=32,
    tie_word_embeddings=True,
    max_seq_len=2048,
    n_layers=num_layers,
)
if pretrained:
    model = MptForCausalLM.from_pretrained("mosaicml/mpt-7b")
else:
    model = MptForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
