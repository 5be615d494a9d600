# labels: name::layoutlm_base_uncased author::microsoft task::Feature_Extraction license::mit test_group::popular_on_huggingface
"""layoutlm-base-uncased: LayoutLM base: BERT that knows where words stand.

Source: https://huggingface.co/microsoft/layoutlm-base-uncased
"""

import torch
from transformers import LayoutLMConfig, LayoutLMModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LayoutLMConfig(
    vocab_size=30522,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    max_2d_position_embeddings=1024,
)
if pretrained:
    model = LayoutLMModel.from_pretrained("microsoft/layoutlm-base-uncased")
else:
    model = LayoutLMModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
corners = torch.randint(0, 500, (batch_size, max_seq_length, 2))
bbox = torch.cat([corners, corners + 100], dim=-1)  # a box a token, in thousandths of the page

with torch.no_grad():
    model(input_ids=input_ids, bbox=bbox, attention_mask=attention_mask)
