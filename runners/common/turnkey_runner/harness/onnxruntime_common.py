"""What every runner with ONNX Runtime needs: values of all types, and which execution provider got which nodes."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

BFLOAT16 = 16
"""onnx.TensorProto.BFLOAT16, a type that numpy does not have."""


def to_ort_value(tensor: np.ndarray, dtype: str) -> Any:
    """Return a tensor as an OrtValue; bfloat16 comes as uint16."""
    import onnxruntime

    if dtype == "bfloat16":
        return onnxruntime.OrtValue.ortvalue_from_numpy_with_onnx_type(tensor, BFLOAT16)
    return onnxruntime.OrtValue.ortvalue_from_numpy(tensor)


def nodes_by_provider(session: Any, provider: str) -> tuple[dict[str, int], dict[str, int]]:
    """Count the nodes of each execution provider, and those that `provider` did not get by operator type.

    The session needs the entry session.record_ep_graph_assignment_info.
    """
    nodes: Counter[str] = Counter()
    fallback: Counter[str] = Counter()
    for subgraph in session.get_provider_graph_assignment_info():
        for node in subgraph.get_nodes():
            nodes[subgraph.ep_name] += 1
            if subgraph.ep_name != provider:
                fallback[node.op_type] += 1
    return dict(nodes), dict(fallback)
