# labels: name::luke_japanese_large_lite author::studio-ousia task::Fill_Mask license::apache-2.0 test_group::transformers
"""Japanese LUKE large, lite: without the table of entities.

Source: https://huggingface.co/studio-ousia/luke-japanese-large-lite
"""

import torch
from transformers import LukeConfig, LukeModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LukeConfig(
    vocab_size=32772,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    max_position_embeddings=514,
    type_vocab_size=1,
    tie_word_embeddings=True,
    entity_vocab_size=4,
    entity_emb_size=256,
)
if pretrained:
    model = LukeModel.from_pretrained("studio-ousia/luke-japanese-large-lite")
else:
    model = LukeModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
