# labels: name::glm5 author::zai-org task::Text_Generation license::mit test_group::transformers size::large
"""GLM-5: a mixture-of-experts decoder of 78 layers with sparse attention. It runs 8 layers of its 78 unless --num_layers says otherwise.

Source: https://huggingface.co/zai-org/GLM-5
"""

import torch
from transformers import GlmMoeDsaConfig, GlmMoeDsaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GlmMoeDsaConfig(
    vocab_size=154880,
    hidden_size=6144,
    intermediate_size=12288,
    num_attention_heads=64,
    num_key_value_heads=64,
    head_dim=64,
    hidden_act="silu",
    max_position_embeddings=202752,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = GlmMoeDsaForCausalLM.from_pretrained("zai-org/GLM-5")
else:
    model = GlmMoeDsaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
