# labels: name::squeezebert author::squeezebert task::Fill_Mask license::bsd test_group::transformers
"""SqueezeBERT: grouped convolutions in the place of dense layers.

Source: https://huggingface.co/squeezebert/squeezebert-uncased
"""

import torch
from transformers import SqueezeBertConfig, SqueezeBertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = SqueezeBertConfig(
    vocab_size=30522,
    embedding_size=768,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
    q_groups=4,
    k_groups=4,
    v_groups=4,
    intermediate_groups=4,
    output_groups=4,
)
if pretrained:
    model = SqueezeBertModel.from_pretrained("squeezebert/squeezebert-uncased")
else:
    model = SqueezeBertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
