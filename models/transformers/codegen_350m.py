# labels: name::codegen_350m author::salesforce task::Text_Generation license::bsd-3-clause test_group::transformers
"""CodeGen 350M: a decoder of 20 layers for Python code.

Source: https://huggingface.co/Salesforce/codegen-350M-mono
"""

import torch
from transformers import CodeGenConfig, CodeGenForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = CodeGenConfig(
    vocab_size=51200,
    n_embd=1024,
    n_layer=20,
    n_head=16,
    activation_function="gelu_new",
    n_positions=2048,
    tie_word_embeddings=False,
    rotary_dim=32,
)
if pretrained:
    model = CodeGenForCausalLM.from_pretrained("Salesforce/codegen-350M-mono")
else:
    model = CodeGenForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
