# labels: name::smollm2_135m author::huggingfacetb task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface
"""SmolLM2-135M: SmolLM2: 30 thin layers.

Source: https://huggingface.co/HuggingFaceTB/SmolLM2-135M
"""

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LlamaConfig(
    vocab_size=49152,
    hidden_size=576,
    intermediate_size=1536,
    num_hidden_layers=30,
    num_attention_heads=9,
    num_key_value_heads=3,
    max_position_embeddings=8192,
    rope_theta=100000.0,
    rms_norm_eps=1e-05,
    tie_word_embeddings=True,
)
if pretrained:
    model = LlamaForCausalLM.from_pretrained("HuggingFaceTB/SmolLM2-135M")
else:
    model = LlamaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
