"""The process that converts one artifact: onnx and ONNX Runtime, no torch.

    python -m turnkeyml.worker.child.convert_main REQUEST ANSWER PARENT

REQUEST is the path of a `ConvertRequest`; the `Converted` is written to the path ANSWER. The process ends with
its parent, whose process id is PARENT, even while it imports.
"""

from __future__ import annotations

import sys
from pathlib import Path

from turnkey_runner.host.processes import die_with_parent


def main(request_path: Path, answer_path: Path) -> None:
    """Confine the process to the artifact and convert it; print the details of a failure, which go to the log."""
    from turnkey_runner.contract import Status, codec
    from turnkeyml.system import confinement
    from turnkeyml.worker.messages import Converted, ConvertRequest
    from turnkeyml.worker.stage_meter import stage_meter

    request = codec.decode(request_path.read_bytes(), ConvertRequest)
    confinement.set_limits(confinement.Limits(memory_bytes=confinement.memory_limit(request.memory_bytes)))
    confinement.confine(read=(Path(request.source),), write=(answer_path.parent,))
    from turnkeyml.export.precision.convert import convert, with_cost  # numpy starts threads: no sooner

    end = stage_meter()
    conversion = convert(request.artifact, request.form, Path(request.source), Path(request.target))
    conversion = with_cost(conversion, end(Status.SUCCESSFUL))
    if conversion.failure is not None:
        print(conversion.failure.detail)
    answer_path.write_bytes(codec.encode(Converted(conversion=conversion)))


if __name__ == "__main__":
    die_with_parent(int(sys.argv[3]))
    main(Path(sys.argv[1]), Path(sys.argv[2]))
