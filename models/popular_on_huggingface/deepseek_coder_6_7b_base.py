# labels: name::deepseek_coder_6_7b_base author::deepseek-ai task::Text_Generation license::other test_group::popular_on_huggingface size::large
"""deepseek-coder-6.7b-base: DeepSeek Coder, 32 layers; it runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/deepseek-ai/deepseek-coder-6.7b-base
"""

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = LlamaConfig(
    vocab_size=32256,
    hidden_size=4096,
    intermediate_size=11008,
    num_attention_heads=32,
    num_key_value_heads=32,
    max_position_embeddings=16384,
    rope_theta=100000.0,
    rms_norm_eps=1e-06,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = LlamaForCausalLM.from_pretrained("deepseek-ai/deepseek-coder-6.7b-base")
else:
    model = LlamaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
