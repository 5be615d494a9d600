"""A runner that fails as its plan says, and otherwise is the real one.

The plan is a file of words beside this program; each start or job takes the first one, and the last one stays.
`start`: the runner ends at its start. `die`: it ends when it is sent a job. `ok`: the real runner measures. Any other
word is the kind of the failure that it answers with.
"""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

from turnkey_runner.contract import CONTRACTS, Describe, Description, Failure, Job, Kind, Result, Stage, codec

PLAN = Path(os.environ["HOME"]) / "plan.txt"


def take() -> str:
    """The next word of the plan."""
    words = PLAN.read_text().split()
    if len(words) > 1:
        PLAN.write_text(" ".join(words[1:]))
    return words[0]


def measure(line: bytes) -> bytes:
    """The answer of the real runner to a job."""
    command = [sys.executable, "-s", "-P", *sys.argv[1:]]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as runner:
        runner.stdin.write(line)
        runner.stdin.flush()
        for answer in runner.stdout:
            if b'"turnkey.result/1"' in answer:
                runner.stdin.close()
                return answer
    raise SystemExit(1)


def main() -> None:
    """Answer until the stream ends."""
    if PLAN.read_text().split()[0] == "start":
        take()
        raise SystemExit("it does not start")
    for line in sys.stdin.buffer:
        request = codec.decode(line, Describe, Job)
        if isinstance(request, Describe):
            hardware = {"machine": os.uname().machine}
            answer = codec.encode(
                Description(device="x86", contracts=CONTRACTS, runtimes=(), hardware=hardware, versions={})
            )
        else:
            word = take()
            if word == "die":
                raise SystemExit(1)
            if word == "ok":
                answer = measure(line)
            else:
                failure = Failure(stage=Stage.BENCHMARK, kind=Kind(word), message=f"it answers {word}")
                answer = codec.encode(dataclasses.replace(Result.answering(request), failure=failure))
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()


main()
