# labels: name::open_llama_3b author::openlm-research task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface size::large
"""open_llama_3b: OpenLLaMA, 26 layers; it runs 8 layers of its 26 unless --num_layers says otherwise.

Source: https://huggingface.co/openlm-research/open_llama_3b
"""

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = LlamaConfig(
    vocab_size=32000,
    hidden_size=3200,
    intermediate_size=8640,
    num_attention_heads=32,
    num_key_value_heads=32,
    max_position_embeddings=2048,
    rope_theta=10000.0,
    rms_norm_eps=1e-06,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = LlamaForCausalLM.from_pretrained("openlm-research/open_llama_3b")
else:
    model = LlamaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
