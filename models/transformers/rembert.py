# labels: name::rembert author::google task::Fill_Mask license::apache-2.0 test_group::transformers
"""RemBERT: 32 layers for 110 languages, its input embedding smaller than its output.

Source: https://huggingface.co/google/rembert
"""

import torch
from transformers import RemBertConfig, RemBertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = RemBertConfig(
    vocab_size=250300,
    hidden_size=1152,
    intermediate_size=4608,
    num_hidden_layers=32,
    num_attention_heads=18,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=False,
    input_embedding_size=256,
    output_embedding_size=1664,
)
if pretrained:
    model = RemBertModel.from_pretrained("google/rembert")
else:
    model = RemBertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
