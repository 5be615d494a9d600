# labels: name::layoutlm author::microsoft task::Feature_Extraction license::mit test_group::transformers
"""LayoutLM base: a BERT that also reads where on the page each word stands.

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
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
    max_2d_position_embeddings=1024,
)
if pretrained:
    model = LayoutLMModel.from_pretrained("microsoft/layoutlm-base-uncased")
else:
    model = LayoutLMModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
# A box a token: left, top, right, bottom, in thousandths of the page.
bbox = torch.tensor([100, 200, 300, 250]).expand(batch_size, max_seq_length, 4)

with torch.no_grad():
    model(input_ids=input_ids, bbox=bbox, attention_mask=attention_mask)
