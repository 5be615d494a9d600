# labels: name::lxmert author::unc-nlp task::Visual_Question_Answering license::apache-2.0 test_group::transformers
"""LXMERT: words and 36 regions of an image, attending to each other.

Source: https://huggingface.co/unc-nlp/lxmert-base-uncased
"""

import torch
from transformers import LxmertConfig, LxmertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LxmertConfig(
    vocab_size=30522,
    hidden_size=768,
    intermediate_size=3072,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
    l_layers=9,
    x_layers=5,
    r_layers=5,
    visual_feat_dim=2048,
)
if pretrained:
    model = LxmertModel.from_pretrained("unc-nlp/lxmert-base-uncased")
else:
    model = LxmertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
# What a detector found: 36 regions and their boxes.
visual_feats = torch.randn(batch_size, 36, config.visual_feat_dim)
visual_pos = torch.rand(batch_size, 36, config.visual_pos_dim)

with torch.no_grad():
    model(
        input_ids=input_ids,
        attention_mask=attention_mask,
        visual_feats=visual_feats,
        visual_pos=visual_pos,
    )
