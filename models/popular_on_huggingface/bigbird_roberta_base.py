# labels: name::bigbird_roberta_base author::google task::Fill_Mask license::apache-2.0 test_group::popular_on_huggingface
"""bigbird-roberta-base: BigBird: sparse attention for 4,096 tokens; short texts get full attention.

Source: https://huggingface.co/google/bigbird-roberta-base
"""

import torch
from transformers import BigBirdConfig, BigBirdForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BigBirdConfig(
    vocab_size=50358,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=4096,
    type_vocab_size=2,
    attention_type="block_sparse",
    block_size=64,
    num_random_blocks=3,
    hidden_act="gelu_new",
)
if pretrained:
    model = BigBirdForMaskedLM.from_pretrained("google/bigbird-roberta-base")
else:
    model = BigBirdForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
