# labels: name::luke_base author::studio-ousia task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface
"""luke-base: LUKE: RoBERTa base that also knows 500,000 entities.

Source: https://huggingface.co/studio-ousia/luke-base
"""

import torch
from transformers import LukeConfig, LukeModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LukeConfig(
    vocab_size=50267,
    entity_vocab_size=500000,
    hidden_size=768,
    entity_emb_size=256,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=514,
    type_vocab_size=1,
    layer_norm_eps=1e-05,
    use_entity_aware_attention=True,
)
if pretrained:
    model = LukeModel.from_pretrained("studio-ousia/luke-base")
else:
    model = LukeModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
