# labels: name::prot_t5_xl_uniref50 author::rostlab task::Text2Text_Generation license::unspecified test_group::popular_on_huggingface downloads_2023::26060 size::large
"""prot_t5_xl_uniref50: ProtT5: T5 3B for proteins.

Source: https://huggingface.co/Rostlab/prot_t5_xl_uniref50
"""

import torch
from transformers import T5Config, T5ForConditionalGeneration

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
    model = T5ForConditionalGeneration.from_pretrained("Rostlab/prot_t5_xl_uniref50")
else:
    model = T5ForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(2, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 0)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
