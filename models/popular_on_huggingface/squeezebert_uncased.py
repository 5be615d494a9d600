# labels: name::squeezebert_uncased author::squeezebert task::Fill_Mask license::bsd test_group::popular_on_huggingface
"""squeezebert-uncased: SqueezeBERT: grouped convolutions in the place of linear layers.

Source: https://huggingface.co/squeezebert/squeezebert-uncased
"""

import torch
from transformers import SqueezeBertConfig, SqueezeBertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = SqueezeBertConfig(
    vocab_size=30522,
    hidden_size=768,
    embedding_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
)
if pretrained:
    model = SqueezeBertForMaskedLM.from_pretrained("squeezebert/squeezebert-uncased")
else:
    model = SqueezeBertForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
