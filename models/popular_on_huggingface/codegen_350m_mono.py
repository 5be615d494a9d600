# labels: name::codegen_350m_mono author::salesforce task::Text_Generation license::bsd-3-clause test_group::popular_on_huggingface downloads_2023::20252
"""codegen-350M-mono: CodeGen for Python, 20 layers.

Source: https://huggingface.co/Salesforce/codegen-350M-mono
"""

import torch
from transformers import CodeGenConfig, CodeGenForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = CodeGenConfig(
    vocab_size=51200,
    n_positions=2048,
    n_embd=1024,
    n_layer=20,
    n_head=16,
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
