# labels: name::reward_model_deberta_v3_large_v2 author::openassistant task::Text_Classification license::mit test_group::popular_on_huggingface
"""reward-model-deberta-v3-large-v2: DeBERTa v3 large that scores an assistant's answer.

Source: https://huggingface.co/OpenAssistant/reward-model-deberta-v3-large-v2
"""

import torch
from transformers import DebertaV2Config, DebertaV2ForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DebertaV2Config(
    vocab_size=128100,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=512,
    type_vocab_size=0,
    relative_attention=True,
    max_relative_positions=-1,
    position_buckets=256,
    norm_rel_ebd="layer_norm",
    share_att_key=True,
    pos_att_type=["p2c", "c2p"],
    position_biased_input=False,
    layer_norm_eps=1e-07,
    pooler_dropout=0,
    pooler_hidden_act="gelu",
    pooler_hidden_size=1024,
    num_labels=1,
)
if pretrained:
    model = DebertaV2ForSequenceClassification.from_pretrained("OpenAssistant/reward-model-deberta-v3-large-v2")
else:
    model = DebertaV2ForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
