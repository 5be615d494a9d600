# labels: name::convbert_medium_small author::yitutech task::Fill_Mask license::apache-2.0 test_group::transformers
"""ConvBERT medium-small: half of the attention heads are convolutions.

Source: https://huggingface.co/YituTech/conv-bert-medium-small
"""

import torch
from transformers import ConvBertConfig, ConvBertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ConvBertConfig(
    vocab_size=30522,
    embedding_size=128,
    hidden_size=384,
    intermediate_size=1536,
    num_hidden_layers=12,
    num_attention_heads=8,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
    head_ratio=2,
    conv_kernel_size=9,
    num_groups=2,
)
if pretrained:
    model = ConvBertModel.from_pretrained("YituTech/conv-bert-medium-small")
else:
    model = ConvBertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
