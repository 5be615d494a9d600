# labels: name::codegen_6b_mono author::salesforce task::Text_Generation license::bsd-3-clause test_group::popular_on_huggingface downloads_2023::7274 size::large
"""codegen-6B-mono: CodeGen for Python, 33 layers; it runs 8 layers of its 33 unless --num_layers says otherwise.

Source: https://huggingface.co/Salesforce/codegen-6B-mono
"""

import torch
from transformers import CodeGenConfig, CodeGenForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = CodeGenConfig(
    vocab_size=51200,
    n_positions=2048,
    n_embd=4096,
    n_head=16,
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
