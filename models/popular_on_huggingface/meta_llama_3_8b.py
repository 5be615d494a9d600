# labels: name::meta_llama_3_8b author::meta-llama task::Text_Generation license::llama3 test_group::popular_on_huggingface size::large
"""Meta-Llama-3-8B: Llama 3, 32 layers with grouped queries; it runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/meta-llama/Meta-Llama-3-8B
"""

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = LlamaConfig(
    vocab_size=128256,
    hidden_size=4096,
    intermediate_size=14336,
    num_attention_heads=32,
    num_key_value_heads=8,
    max_position_embeddings=8192,
    rope_theta=500000.0,
    rms_norm_eps=1e-05,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = LlamaForCausalLM.from_pretrained("meta-llama/Meta-Llama-3-8B")
else:
    model = LlamaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
