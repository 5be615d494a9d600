# labels: name::rocbert author::weiweishi task::Fill_Mask license::apache-2.0 test_group::transformers
"""RoCBert base: Chinese BERT that also reads shape and pronunciation.

Source: https://huggingface.co/weiweishi/roc-bert-base-zh
"""

import torch
from transformers import RoCBertConfig, RoCBertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = RoCBertConfig(
    vocab_size=24858,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
    shape_vocab_size=24858,
    pronunciation_vocab_size=910,
    shape_embed_dim=512,
    pronunciation_embed_dim=768,
)
if pretrained:
    model = RoCBertModel.from_pretrained("weiweishi/roc-bert-base-zh")
else:
    model = RoCBertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
