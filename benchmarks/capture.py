"""A model into a graph for ONNX: our one trace beside `torch.onnx.export(optimize=False)`, in turn in one process.

    python benchmarks/capture.py      (about 5 minutes)

Both begin with the live model and end with the graph in memory; writing is not in it. The exporter is warm, and the
faster of two turns counts. Learnt (profiles of DenseNet-121, Swin and BERT): `torch.export` and its second trace for
the decompositions are half each of what the trace replaces; the pass that writes out implied casts ran every node
again, half of the translation; reading the schema of an operator anew for each node was a sixth of it; a batch
normalization's shapes were found by computing one in Python, a third of DenseNet's trace. What is left is PyTorch's
dispatch in Python, some 3 ms an operator.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

import onnx_ir as ir
import torch
from artifacts import write_page

from turnkeyml.analysis.analyze import analyze_script
from turnkeyml.analysis.recorded_call import Call
from turnkeyml.export import capture, exporters, serialize, translate
from turnkeyml.export.graph_passes import cleanup
from turnkeyml.export.wrapper import OnnxWrapper, eval_mode
from turnkeyml.records import AnalysisOptions
from turnkeyml.system import paths
from turnkeyml.worker.child import warmup

MODELS = (
    *("selftest/linear", "graph_convolutions/gcn_network", "timm/resnet50", "timm/efficientnet_b0", "timm/densenet121"),
    *("timm/swin_base_patch4_window7_224", "timm/convnext_tiny", "transformers/bert", "transformers/t5_small"),
    *("transformers/whisper_tiny", "diffusers/unet2d_conditional_tiny", "diffusers/dit_s_2"),
)
TURNS = 2


def ours(wrapper: OnnxWrapper, call: Call) -> ir.Model:
    """Trace and translate."""
    program = capture.capture(wrapper, call.inputs.tensors, translate.decompositions(None))
    return translate.translate(program, None)


def theirs(wrapper: OnnxWrapper, call: Call) -> ir.Model:
    """What was done before, and is done where one trace cannot."""
    return exporters._capture(wrapper, call.inputs, None, optimize=False).model


def operators(model: ir.Model) -> Counter[str]:
    """What is left after the passes that each artifact goes through."""
    serialize.remove_metadata(model)
    cleanup(model)
    return Counter(node.op_type for node in model.graph.all_nodes())


def compare(call: Call) -> tuple[float, float, str]:
    """Seconds of both, and whether the graphs have the same operators."""
    seconds: dict[str, list[float]] = {"ours": [], "theirs": []}
    found = {}
    with eval_mode(call.module), torch.no_grad():
        wrapper = OnnxWrapper(call.module, call.inputs).eval()
        for _ in range(TURNS):
            for name, way in (("ours", ours), ("theirs", theirs)):
                start = time.perf_counter()
                model = way(wrapper, call)
                seconds[name].append(time.perf_counter() - start)
                found[name] = operators(model)
    more, fewer = found["ours"] - found["theirs"], found["theirs"] - found["ours"]
    difference = (
        f"{more.total()} more, {fewer.total()} fewer of {found['theirs'].total()}" if more or fewer else "the same"
    )
    return min(seconds["ours"]), min(seconds["theirs"]), difference


def main() -> None:
    """Compare them for each model, and write the table."""
    warmup.prepare()
    warmup.warm_exporter()
    lines = ["| model | torch.onnx.export, s | one trace, s | times faster | operators |", "|---|---|---|---|---|"]
    for name in MODELS:
        sys.argv = [name]
        found, failure = analyze_script(Path(paths.models_folder() / f"{name}.py"), AnalysisOptions())
        if failure or not found:
            raise SystemExit(f"{name}: {failure}")
        own, before, difference = compare(found[0].call)
        lines.append(f"| {name} | {before:.2f} | {own:.2f} | {before / own:.1f} | {difference} |")
        print(lines[-1], file=sys.stderr, flush=True)
    print(write_page("capture", "A model into a graph for ONNX", lines))


if __name__ == "__main__":
    main()
