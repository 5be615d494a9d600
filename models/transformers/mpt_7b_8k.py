# labels: name::mpt_7b_8k author::mosaicml task::Feature_Extraction license::apache-2.0 test_group::transformers size::large
"""MPT 7B for contexts of 8192 tokens, without its language-model head. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/mosaicml/mpt-7b-8k
"""

import torch
from transformers import MptConfig, MptModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MptConfig(
    vocab_size=50432,
    d_model=4096,
    n_heads=32,
    tie_word_embeddings=True,
    max_seq_len=8192,
    n_layers=num_layers,
)
if pretrained:
    model = MptModel.from_pretrained("mosaicml/mpt-7b-8k")
else:
    model = MptModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
