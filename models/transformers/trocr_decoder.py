# labels: name::trocr_decoder author::microsoft task::Text_Generation license::mit test_group::transformers
"""TrOCR base: its decoder of 12 layers alone.

Source: https://huggingface.co/microsoft/trocr-base-handwritten
"""

import torch
from transformers import TrOCRConfig, TrOCRForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = TrOCRConfig(
    vocab_size=50265,
    d_model=1024,
    decoder_layers=12,
    decoder_attention_heads=16,
    decoder_ffn_dim=4096,
    activation_function="gelu",
    max_position_embeddings=512,
    tie_word_embeddings=True,
)
if pretrained:
    model = TrOCRForCausalLM.from_pretrained("microsoft/trocr-base-handwritten")
else:
    model = TrOCRForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
