# labels: name::markuplm author::microsoft task::Feature_Extraction license::mit test_group::transformers
"""MarkupLM base: an encoder of web pages, called with the words alone.

Source: https://huggingface.co/microsoft/markuplm-base
"""

import torch
from transformers import MarkupLMConfig, MarkupLMModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MarkupLMConfig(
    vocab_size=50267,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=514,
    type_vocab_size=1,
    max_depth=50,
    xpath_unit_hidden_size=32,
)
if pretrained:
    model = MarkupLMModel.from_pretrained("microsoft/markuplm-base")
else:
    model = MarkupLMModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
