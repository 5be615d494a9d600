# labels: name::exaone_moe author::lgai-exaone task::Text_Generation license::other test_group::transformers size::large
"""K-EXAONE: a mixture-of-experts decoder, in the library's default configuration. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/LGAI-EXAONE/K-EXAONE-236B-A23B
"""

import torch
from transformers import ExaoneMoeConfig, ExaoneMoeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = ExaoneMoeConfig(
    vocab_size=102400,
    hidden_size=4096,
    intermediate_size=16384,
    num_attention_heads=32,
    num_key_value_heads=32,
    hidden_act="silu",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = ExaoneMoeForCausalLM.from_pretrained("LGAI-EXAONE/K-EXAONE-236B-A23B")
else:
    model = ExaoneMoeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
