# labels: name::mobilebert_uncased author::google task::Fill_Mask license::apache-2.0 test_group::popular_on_huggingface downloads_2023::48600
"""mobilebert-uncased: MobileBERT: 24 thin layers for phones.

Source: https://huggingface.co/google/mobilebert-uncased
"""

import torch
from transformers import MobileBertConfig, MobileBertForPreTraining

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MobileBertConfig(
    vocab_size=30522,
    hidden_size=512,
    embedding_size=128,
    num_hidden_layers=24,
    num_attention_heads=4,
    intermediate_size=512,
    intra_bottleneck_size=128,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="relu",
)
if pretrained:
    model = MobileBertForPreTraining.from_pretrained("google/mobilebert-uncased")
else:
    model = MobileBertForPreTraining(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
