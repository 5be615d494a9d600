# labels: name::data2vec_text_base author::facebook task::Feature_Extraction license::mit test_group::transformers
"""data2vec for text, base: an encoder in the shape of RoBERTa.

Source: https://huggingface.co/facebook/data2vec-text-base
"""

import torch
from transformers import Data2VecTextConfig, Data2VecTextModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Data2VecTextConfig(
    vocab_size=50265,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=514,
    type_vocab_size=1,
    tie_word_embeddings=True,
)
if pretrained:
    model = Data2VecTextModel.from_pretrained("facebook/data2vec-text-base")
else:
    model = Data2VecTextModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
