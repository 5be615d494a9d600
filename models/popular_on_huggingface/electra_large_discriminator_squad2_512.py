# labels: name::electra_large_discriminator_squad2_512 author::ahotrod task::Question_Answering license::unspecified test_group::popular_on_huggingface
"""electra_large_discriminator_squad2_512: ELECTRA large that answers questions about a text.

Source: https://huggingface.co/ahotrod/electra_large_discriminator_squad2_512
"""

import torch
from transformers import ElectraConfig, ElectraForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ElectraConfig(
    vocab_size=30522,
    embedding_size=1024,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=512,
)
if pretrained:
    model = ElectraForQuestionAnswering.from_pretrained("ahotrod/electra_large_discriminator_squad2_512")
else:
    model = ElectraForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
