# labels: name::eurobert_610m author::eurobert task::Fill_Mask license::apache-2.0 test_group::transformers
"""EuroBERT 610M: an encoder in the shape of Llama.

Source: https://huggingface.co/EuroBERT/EuroBERT-610m
"""

import torch
from transformers import EuroBertConfig, EuroBertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = EuroBertConfig(
    vocab_size=128256,
    hidden_size=1152,
    intermediate_size=4096,
    num_hidden_layers=26,
    num_attention_heads=18,
    num_key_value_heads=6,
    hidden_act="silu",
    max_position_embeddings=8192,
    tie_word_embeddings=False,
)
if pretrained:
    model = EuroBertModel.from_pretrained("EuroBERT/EuroBERT-610m")
else:
    model = EuroBertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
