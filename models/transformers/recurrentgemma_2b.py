# labels: name::recurrentgemma_2b author::google task::Text_Generation license::gemma test_group::transformers size::large
"""RecurrentGemma 2B: two recurrent blocks to one of local attention. It runs 8 layers of its 26 unless --num_layers says otherwise.

Source: https://huggingface.co/google/recurrentgemma-2b
"""

import torch
from transformers import RecurrentGemmaConfig, RecurrentGemmaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = RecurrentGemmaConfig(
    vocab_size=256000,
    hidden_size=2560,
    intermediate_size=7680,
    num_attention_heads=10,
    hidden_activation="gelu_pytorch_tanh",
    tie_word_embeddings=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = RecurrentGemmaForCausalLM.from_pretrained("google/recurrentgemma-2b")
else:
    model = RecurrentGemmaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
