# labels: name::xlmwithlmhead_1024 author::facebook task::Fill_Mask license::cc-by-nc-4.0 test_group::transformers
"""XLM for English and French, with its language-model head.

Source: https://huggingface.co/FacebookAI/xlm-mlm-enfr-1024
"""

import torch
from transformers import XLMConfig, XLMWithLMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = XLMConfig(
    vocab_size=64139,
    emb_dim=1024,
    n_layers=6,
    n_heads=8,
    max_position_embeddings=512,
    tie_word_embeddings=True,
    n_langs=2,
    use_lang_emb=True,
)
if pretrained:
    model = XLMWithLMHeadModel.from_pretrained("FacebookAI/xlm-mlm-enfr-1024")
else:
    model = XLMWithLMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
