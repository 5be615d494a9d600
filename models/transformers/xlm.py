# labels: name::xlm author::facebook task::Fill_Mask license::cc-by-nc-4.0 test_group::transformers
"""XLM for English: an encoder of 12 layers, 2048 wide.

Source: https://huggingface.co/FacebookAI/xlm-mlm-en-2048
"""

import torch
from transformers import XLMConfig, XLMModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = XLMConfig(
    vocab_size=30145,
    emb_dim=2048,
    n_layers=12,
    n_heads=16,
    max_position_embeddings=512,
    tie_word_embeddings=True,
    n_langs=1,
    use_lang_emb=False,
)
if pretrained:
    model = XLMModel.from_pretrained("FacebookAI/xlm-mlm-en-2048")
else:
    model = XLMModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
