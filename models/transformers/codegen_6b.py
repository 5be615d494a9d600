# labels: name::codegen_6b author::salesforce task::Text_Generation license::bsd-3-clause test_group::transformers size::large
"""CodeGen 6B: a decoder of 33 layers for Python code. It runs 8 layers of its 33 unless --num_layers says otherwise.

Source: https://huggingface.co/Salesforce/codegen-6B-mono
"""

import torch
from transformers import CodeGenConfig, CodeGenForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = CodeGenConfig(
    vocab_size=51200,
    n_embd=4096,
    n_head=16,
    activation_function="gelu_new",
    n_positions=2048,
    tie_word_embeddings=False,
    rotary_dim=64,
    n_layer=num_layers,
)
if pretrained:
    model = CodeGenForCausalLM.from_pretrained("Salesforce/codegen-6B-mono")
else:
    model = CodeGenForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
