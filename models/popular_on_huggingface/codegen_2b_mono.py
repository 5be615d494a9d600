# labels: name::codegen_2b_mono author::salesforce task::Text_Generation license::bsd-3-clause test_group::popular_on_huggingface downloads_2023::8941 size::large
"""codegen-2B-mono: CodeGen for Python, 32 layers.

Source: https://huggingface.co/Salesforce/codegen-2B-mono
"""

import torch
from transformers import CodeGenConfig, CodeGenForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = CodeGenConfig(
    vocab_size=51200,
    n_positions=2048,
    n_embd=2560,
    n_layer=32,
    n_head=32,
    rotary_dim=64,
)
if pretrained:
    model = CodeGenForCausalLM.from_pretrained("Salesforce/codegen-2B-mono")
else:
    model = CodeGenForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
