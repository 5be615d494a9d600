# labels: name::prot_t5_xl_half_uniref50_enc author::rostlab task::Feature_Extraction license::unspecified test_group::popular_on_huggingface size::large
"""prot_t5_xl_half_uniref50-enc: ProtT5's encoder, which turns a protein into vectors.

Source: https://huggingface.co/Rostlab/prot_t5_xl_half_uniref50-enc
"""

import torch
from transformers import T5Config, T5EncoderModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = T5Config(
    vocab_size=128,
    d_model=1024,
    d_kv=128,
    d_ff=16384,
    num_layers=24,
    num_heads=32,
)
if pretrained:
    model = T5EncoderModel.from_pretrained("Rostlab/prot_t5_xl_half_uniref50-enc")
else:
    model = T5EncoderModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
