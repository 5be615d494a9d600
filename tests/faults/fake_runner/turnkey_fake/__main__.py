"""Answers `describe` as a runner does, and a job as the file `mode` of the volume says. Standard library only."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

SCHEMAS = ("job", "describe", "result", "progress", "description")


def send(message: dict[str, Any]) -> None:
    """Send a message."""
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()


def write_for_ever(descriptor: int, content: bytes) -> None:
    """Write until the container is removed."""
    while True:
        try:
            os.write(descriptor, content)
        except OSError:
            time.sleep(1)


def progress(job: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A message of progress."""
    return {"id": job["id"], "stage": "load", "process": 0, "schema": "turnkey.progress/1"} | changes


def misbehave(mode: str, job: dict[str, Any]) -> None:
    """Answer a job."""
    match mode:
        case "deaf":
            while True:
                time.sleep(1)
        case "stops":
            os.kill(os.getpid(), signal.SIGSTOP)
        case "progress":
            write_for_ever(1, json.dumps(progress(job)).encode() + b"\n")
        case "stages":
            lines = [json.dumps(progress(job, process=number)).encode() + b"\n" for number in range(100)]
            write_for_ever(1, b"".join(lines))
        case "stderr":
            write_for_ever(2, b"x" * 65536)
        case "endless_line":
            write_for_ever(1, b"x" * 65536)
        case "long_line":
            write_for_ever(1, b'{"schema":"turnkey.result/1","log":"' + b"x" * (63 << 20) + b'"}\n')
        case "brackets":
            content = b'{"schema":"turnkey.result/1","log":[' + b"[]," * ((62 << 20) // 3) + b"[]]}\n"
            write_for_ever(1, content)
        case "forks":
            while True:
                try:
                    if os.fork() == 0:
                        time.sleep(1000)
                except OSError:
                    time.sleep(0.1)
        case "fills":
            with open("/tmp/full", "wb") as full:
                write_for_ever(full.fileno(), b"x" * (1 << 20))
        case "eats":
            kept = bytearray()
            while True:
                kept += b"x" * (64 << 20)
        case "environment":
            print(json.dumps(dict(os.environ)), file=sys.stderr, flush=True)
        case "dies":
            pass
        case _:
            raise SystemExit(f"unknown mode {mode!r}")


def main() -> None:
    """Serve one job."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    volume = Path(sys.argv[sys.argv.index("--volume") + 1])
    sys.stdin.buffer.readline()
    send(
        {
            "device": "fake",
            "contracts": [f"turnkey.{name}/1" for name in SCHEMAS],
            "runtimes": [{"name": "ort", "engine": "onnxruntime", "version": "1", "problem": ""}],
            "hardware": {},
            "versions": {},
            "schema": "turnkey.description/1",
        }
    )
    job = json.loads(sys.stdin.buffer.readline())
    misbehave((volume / "mode").read_text().strip(), job)


if __name__ == "__main__":
    main()
