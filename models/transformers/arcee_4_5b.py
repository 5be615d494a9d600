# labels: name::arcee_4_5b author::arcee-ai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""AFM 4.5B: a decoder of 36 layers with squared ReLUs. It runs 8 layers of its 36 unless --num_layers says otherwise.

Source: https://huggingface.co/arcee-ai/AFM-4.5B
"""

import torch
from transformers import ArceeConfig, ArceeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = ArceeConfig(
    vocab_size=128004,
    hidden_size=2560,
    intermediate_size=18432,
    num_attention_heads=20,
    num_key_value_heads=4,
    hidden_act="relu2",
    max_position_embeddings=65536,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = ArceeForCausalLM.from_pretrained("arcee-ai/AFM-4.5B")
else:
    model = ArceeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
