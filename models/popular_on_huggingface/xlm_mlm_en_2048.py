# labels: name::xlm_mlm_en_2048 author::facebookai task::Fill_Mask license::cc-by-nc-4.0 test_group::popular_on_huggingface downloads_2023::5766
"""xlm-mlm-en-2048: XLM for English, 12 layers of width 2,048.

Source: https://huggingface.co/FacebookAI/xlm-mlm-en-2048
"""

import torch
from transformers import XLMConfig, XLMWithLMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = XLMConfig(
    vocab_size=30145,
    emb_dim=2048,
    n_layers=12,
    n_heads=16,
    n_langs=1,
    max_position_embeddings=512,
    gelu_activation=True,
)
if pretrained:
    model = XLMWithLMHeadModel.from_pretrained("FacebookAI/xlm-mlm-en-2048")
else:
    model = XLMWithLMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
