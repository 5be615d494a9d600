# labels: name::rag author::facebook task::Question_Answering license::apache-2.0 test_group::transformers
"""RAG token: a generator (BART large) that weighs five retrieved documents; what the retriever found is given as tensors.

Source: https://huggingface.co/facebook/rag-token-nq
"""

import torch
from transformers import BartConfig, DPRConfig, RagConfig, RagTokenForGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

question_encoder = DPRConfig(
    vocab_size=30522,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
)
generator = BartConfig(
    vocab_size=50265,
    d_model=1024,
    encoder_layers=12,
    decoder_layers=12,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
)
config = RagConfig.from_question_encoder_generator_configs(question_encoder, generator, n_docs=5)
if pretrained:
    model = RagTokenForGeneration.from_pretrained("facebook/rag-token-nq")
else:
    model = RagTokenForGeneration(config=config)
model.eval()

context_input_ids = torch.randint(0, generator.vocab_size, (batch_size * config.n_docs, max_seq_length))
context_attention_mask = torch.ones_like(context_input_ids)
doc_scores = torch.randn(batch_size, config.n_docs)
decoder_input_ids = torch.randint(0, generator.vocab_size, (batch_size, 16))

with torch.no_grad():
    model(
        context_input_ids=context_input_ids,
        context_attention_mask=context_attention_mask,
        doc_scores=doc_scores,
        decoder_input_ids=decoder_input_ids,
        use_cache=False,
    )
