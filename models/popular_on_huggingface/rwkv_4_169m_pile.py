# labels: name::rwkv_4_169m_pile author::rwkv task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface
"""rwkv-4-169m-pile: RWKV 4: 12 layers of a recurrent network trained like a transformer.

Source: https://huggingface.co/RWKV/rwkv-4-169m-pile
"""

import torch
from transformers import RwkvConfig, RwkvForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = RwkvConfig(
    vocab_size=50277,
    hidden_size=768,
    num_hidden_layers=12,
    attention_hidden_size=768,
    intermediate_size=3072,
    context_length=1024,
)
if pretrained:
    model = RwkvForCausalLM.from_pretrained("RWKV/rwkv-4-169m-pile")
else:
    model = RwkvForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
