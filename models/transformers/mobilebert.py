# labels: name::mobilebert author::google task::Fill_Mask license::apache-2.0 test_group::transformers
"""MobileBERT: 24 thin layers with bottlenecks.

Source: https://huggingface.co/google/mobilebert-uncased
"""

import torch
from transformers import MobileBertConfig, MobileBertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MobileBertConfig(
    vocab_size=30522,
    embedding_size=128,
    hidden_size=512,
    intermediate_size=512,
    num_hidden_layers=24,
    num_attention_heads=4,
    hidden_act="relu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
    intra_bottleneck_size=128,
    num_feedforward_networks=4,
)
if pretrained:
    model = MobileBertModel.from_pretrained("google/mobilebert-uncased")
else:
    model = MobileBertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
