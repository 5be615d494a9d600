# labels: name::xlm_roberta_xl author::facebook task::Fill_Mask license::mit test_group::popular_on_huggingface downloads_2023::958 size::large
"""xlm-roberta-xl: XLM-RoBERTa XL: 36 layers.

Source: https://huggingface.co/facebook/xlm-roberta-xl
"""

import torch
from transformers import XLMRobertaXLConfig, XLMRobertaXLForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = XLMRobertaXLConfig(
    vocab_size=250880,
    hidden_size=2560,
    num_hidden_layers=36,
    num_attention_heads=32,
    intermediate_size=10240,
    max_position_embeddings=514,
    type_vocab_size=1,
    layer_norm_eps=1e-05,
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
if pretrained:
    model = XLMRobertaXLForMaskedLM.from_pretrained("facebook/xlm-roberta-xl")
else:
    model = XLMRobertaXLForMaskedLM(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
