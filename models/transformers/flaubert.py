# labels: name::flaubert author::flaubert task::Fill_Mask license::mit test_group::transformers
"""FlauBERT base, uncased: an encoder for French of 12 layers.

Source: https://huggingface.co/flaubert/flaubert_base_uncased
"""

import torch
from transformers import FlaubertConfig, FlaubertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = FlaubertConfig(
    vocab_size=67542,
    emb_dim=768,
    n_layers=12,
    n_heads=12,
    max_position_embeddings=512,
    tie_word_embeddings=True,
    gelu_activation=True,
)
if pretrained:
    model = FlaubertModel.from_pretrained("flaubert/flaubert_base_uncased")
else:
    model = FlaubertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
