"""The collection's models in fp32, fp16 and int8 on this CPU: what converts, what matches, what it brings.

python benchmarks/precisions.py     (about 15 minutes)
"""

from __future__ import annotations

import sys

from artifacts import build_artifacts, measure, write_page

from turnkey_runner.stats.verdict import judge
from turnkeyml.cache.store import Store
from turnkeyml.records import StoredResult
from turnkeyml.results.metrics import compute_metrics
from turnkeyml.system import paths

MODELS = (
    *("timm/resnet50", "timm/mobilenetv3_small_100", "timm/efficientnet_b0", "timm/convnext_nano"),
    *("timm/vit_tiny_patch16_224", "transformers/distilbert", "transformers/vit_base"),
    *("popular_on_huggingface/all_minilm_l6_v2", "popular_on_huggingface/roberta_base", "diffusers/dit_s_2"),
    *("graph_convolutions/sage", "graph_convolutions/gcn"),
)
RUNTIMES = ("ort", "openvino")
PRECISIONS = ("fp32", "fp16", "int8")


def row(stored: StoredResult) -> str:
    """One result as a row of the table."""
    figures, result = compute_metrics(stored.result), stored.result
    start = f"| {stored.build} | {result.runtime} | {result.precision} "
    if result.failure is not None:
        return f"{start}| | {result.failure.stage} failed: {result.failure.message[:90]} | | | |"
    judgement = judge(result)
    codes = " ".join(dict.fromkeys(c.code for c in judgement.warnings if c.verdict is judgement.verdict))
    computed = result.runtime_info.precisions if result.runtime_info else {}
    types = ", ".join(f"{count} {name}" for name, count in sorted(computed.items()))
    cosine, error = figures.get("parity_cosine_similarity"), figures.get("parity_max_abs_error")
    compared = f"{cosine:.5f} | {error:.3g}" if cosine is not None and error is not None else " | "
    return (
        f"{start}| {figures['latency_ms']:.4g} | {result.parity} | {compared} | {types} | {judgement.verdict} {codes} |"
    )


def main() -> None:
    """Measure each model in each precision with each runtime."""
    store = Store.create(paths.cache_root() / "caches" / "precisions")
    lines = [
        "| build | runtime | precision | latency ms | parity | cosine | max abs error | computed in | verdict |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for build in build_artifacts(store, MODELS):
        for stored in measure(store, build, RUNTIMES, profile="quick", precisions=PRECISIONS):
            lines.append(row(stored))
            print(lines[-1], file=sys.stderr, flush=True)
    reported = (
        "Weights are random. Parity is against PyTorch in fp32, by the gate of the precision. `W_PRECISION` says that "
        "this CPU has no arithmetic of that type: the engine computed in another one."
    )
    print(write_page("precisions", "fp32, fp16 and int8 on x86", [reported, "", *lines]))


if __name__ == "__main__":
    main()
