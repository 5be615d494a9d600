# labels: name::xlm_clm_ende_1024 author::facebookai task::Fill_Mask license::unspecified test_group::popular_on_huggingface downloads_2023::42051
"""xlm-clm-ende-1024: XLM for English and German, 6 layers.

Source: https://huggingface.co/FacebookAI/xlm-clm-ende-1024
"""

import torch
from transformers import XLMConfig, XLMWithLMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = XLMConfig(
    vocab_size=64699,
    emb_dim=1024,
    n_layers=6,
    n_heads=8,
    n_langs=2,
    max_position_embeddings=512,
    gelu_activation=True,
)
if pretrained:
    model = XLMWithLMHeadModel.from_pretrained("FacebookAI/xlm-clm-ende-1024")
else:
    model = XLMWithLMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
