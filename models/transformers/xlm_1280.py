# labels: name::xlm_1280 author::facebook task::Fill_Mask license::cc-by-nc-4.0 test_group::transformers
"""XLM for 100 languages: an encoder of 16 layers, 1280 wide.

Source: https://huggingface.co/FacebookAI/xlm-mlm-100-1280
"""

import torch
from transformers import XLMConfig, XLMModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = XLMConfig(
    vocab_size=200000,
    emb_dim=1280,
    n_layers=16,
    n_heads=16,
    max_position_embeddings=512,
    tie_word_embeddings=True,
    n_langs=100,
    use_lang_emb=False,
)
if pretrained:
    model = XLMModel.from_pretrained("FacebookAI/xlm-mlm-100-1280")
else:
    model = XLMModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
