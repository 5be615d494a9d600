# labels: name::vaultgemma_1b author::google task::Text_Generation license::gemma test_group::transformers
"""VaultGemma 1B: a Gemma trained with differential privacy.

Source: https://huggingface.co/google/vaultgemma-1b
"""

import torch
from transformers import VaultGemmaConfig, VaultGemmaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = VaultGemmaConfig(
    vocab_size=256000,
    hidden_size=1152,
    intermediate_size=6912,
    num_hidden_layers=26,
    num_attention_heads=4,
    num_key_value_heads=1,
    head_dim=256,
    hidden_activation="gelu_pytorch_tanh",
    max_position_embeddings=1024,
    tie_word_embeddings=True,
    sliding_window=512,
)
if pretrained:
    model = VaultGemmaForCausalLM.from_pretrained("google/vaultgemma-1b")
else:
    model = VaultGemmaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
