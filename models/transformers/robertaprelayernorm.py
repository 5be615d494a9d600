# labels: name::robertaprelayernorm author::andreasmadsen task::Fill_Mask license::mit test_group::transformers
"""RoBERTa large with layer norms in front, pretrained with 40 percent of the tokens masked.

Source: https://huggingface.co/andreasmadsen/efficient_mlm_m0.40
"""

import torch
from transformers import RobertaPreLayerNormConfig, RobertaPreLayerNormModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = RobertaPreLayerNormConfig(
    vocab_size=50265,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    max_position_embeddings=514,
    type_vocab_size=1,
    tie_word_embeddings=True,
)
if pretrained:
    model = RobertaPreLayerNormModel.from_pretrained("andreasmadsen/efficient_mlm_m0.40")
else:
    model = RobertaPreLayerNormModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
