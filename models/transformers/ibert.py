# labels: name::ibert author::kssteven task::Fill_Mask license::mit test_group::transformers
"""I-BERT base: RoBERTa with integer-only arithmetic, here at full precision.

Source: https://huggingface.co/kssteven/ibert-roberta-base
"""

import torch
from transformers import IBertConfig, IBertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = IBertConfig(
    vocab_size=50265,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=514,
    type_vocab_size=1,
    tie_word_embeddings=True,
    quant_mode=False,
)
if pretrained:
    model = IBertModel.from_pretrained("kssteven/ibert-roberta-base")
else:
    model = IBertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
