# labels: name::electra_small_generator author::google task::Fill_Mask license::apache-2.0 test_group::popular_on_huggingface
"""electra-small-generator: ELECTRA's small generator: fills masked tokens.

Source: https://huggingface.co/google/electra-small-generator
"""

import torch
from transformers import ElectraConfig, ElectraForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ElectraConfig(
    vocab_size=30522,
    embedding_size=128,
    hidden_size=256,
    num_hidden_layers=12,
    num_attention_heads=4,
    intermediate_size=1024,
    max_position_embeddings=512,
)
if pretrained:
    model = ElectraForMaskedLM.from_pretrained("google/electra-small-generator")
else:
    model = ElectraForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
