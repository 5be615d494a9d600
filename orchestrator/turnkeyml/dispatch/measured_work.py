"""The fields of a stored result that say which work was measured."""

from __future__ import annotations

from typing import Any

from turnkeyml.records import Artifact


def work_of(artifact: Artifact | None) -> dict[str, Any]:
    """Structure and multiply-accumulates of an artifact; nothing where there is none.

    Of an `If` the larger branch is counted, which may not be the one that runs: its work is not known.
    """
    if artifact is None:
        return {}
    macs = None if "If" in artifact.operators else artifact.macs
    work = {"macs": macs, "constant_macs": artifact.constant_macs, "call_macs": artifact.call_macs}
    return {"structure": artifact.structure, "left_out": artifact.left_out, **work}
