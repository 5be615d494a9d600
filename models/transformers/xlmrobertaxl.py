# labels: name::xlmrobertaxl author::facebook task::Fill_Mask license::mit test_group::transformers size::large
"""XLM-RoBERTa XL: 36 layers for 100 languages. It runs 8 layers of its 36 unless --num_layers says otherwise.

Source: https://huggingface.co/facebook/xlm-roberta-xl
"""

import torch
from transformers import XLMRobertaXLConfig, XLMRobertaXLModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = XLMRobertaXLConfig(
    vocab_size=250880,
    hidden_size=2560,
    intermediate_size=10240,
    num_attention_heads=32,
    hidden_act="gelu",
    max_position_embeddings=514,
    type_vocab_size=1,
    tie_word_embeddings=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = XLMRobertaXLModel.from_pretrained("facebook/xlm-roberta-xl")
else:
    model = XLMRobertaXLModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
