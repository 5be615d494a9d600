# labels: name::olmo_2_0425_1b author::allenai task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface size::large
"""OLMo-2-0425-1B: OLMo 2, 16 layers.

Source: https://huggingface.co/allenai/OLMo-2-0425-1B
"""

import torch
from transformers import Olmo2Config, Olmo2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Olmo2Config(
    vocab_size=100352,
    hidden_size=2048,
    intermediate_size=8192,
    num_hidden_layers=16,
    num_attention_heads=16,
    num_key_value_heads=16,
    max_position_embeddings=4096,
    rope_theta=500000.0,
    rms_norm_eps=1e-06,
    tie_word_embeddings=False,
)
if pretrained:
    model = Olmo2ForCausalLM.from_pretrained("allenai/OLMo-2-0425-1B")
else:
    model = Olmo2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
