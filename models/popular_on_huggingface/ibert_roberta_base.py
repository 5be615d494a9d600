# labels: name::ibert_roberta_base author::kssteven task::Fill_Mask license::unspecified test_group::popular_on_huggingface
"""ibert-roberta-base: I-BERT: RoBERTa base made for integers, here in floating point.

Source: https://huggingface.co/kssteven/ibert-roberta-base
"""

import torch
from transformers import IBertConfig, IBertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = IBertConfig(
    vocab_size=50265,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=514,
    type_vocab_size=1,
    layer_norm_eps=1e-05,
    quant_mode=False,
    pad_token_id=1,
)
if pretrained:
    model = IBertForMaskedLM.from_pretrained("kssteven/ibert-roberta-base")
else:
    model = IBertForMaskedLM(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
