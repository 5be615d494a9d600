"""turnkey's timed loop and a bare one by turns, in one process, over one session and the same bound inputs.

    PYTHONPATH=runners/common:runners/x86 RUNNER_PYTHON benchmarks/by_turns.py VOLUME SECONDS < JOB

Prints a JSON list of rounds: the medians of its turns in ns by the names of certificate.py, each second round the other
way about. `JOB` is a job of the contract. Two processes that load the same model differ by a per cent, whatever loop
they run; where a quarter of a microsecond is asked about, nothing but the loop may differ. benchmark_app's loop is the
tool's own, from the wheel; where it sets inputs, on a request of its own, and two requests of one model, in the same
loop, differed by 12 % (a graph of 1.3 ms, with inputs of 15 MB) for where their memory lies. Turns are short, since a
shared machine changes its speed every few seconds. Learnt so: what the loop does between two samples counts, for it
fills the caches or empties them. The engine asked through a lambda made OpenVINO's next inference 1.3 µs longer
(`attrgetter`: 0.1); a bound method of its own for each set of inputs 0.2 µs (one for all: none). In a block an
inference takes up to 0.5 µs more than alone, as what follows the one before it is not in the caches; `starmap`, in C
throughout, is slower by another 0.5 µs there. The bare loops are written out one by one, since a function that they
shared would be a frame of Python in what is timed.
"""

from __future__ import annotations

import gc
import itertools
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from turnkey_runner.contract import Job, codec
from turnkey_runner.contract.profiles import PROFILES
from turnkey_runner.harness import artifact, timed_loop
from turnkey_runner.harness.input_rotation import bind_sets, timed_calls
from turnkey_runner.harness.loops import INPUTS
from turnkey_runner.harness.session import Bound
from turnkey_runner.host.cpus import choose_cpus
from turnkey_x86.__main__ import RUNTIMES

TURN_S = 0.05
Medians = dict[str, float]
Turn = Callable[[], Medians]


def bare_ort(bound: Sequence[Bound]) -> Turn:
    """What one writes around ONNX Runtime with bound inputs and outputs."""
    calls = timed_calls(bound)
    run, bindings = calls.function, calls.arguments

    def turn() -> Medians:
        take, times, clock = itertools.cycle(bindings).__next__, [], time.perf_counter_ns
        end = time.perf_counter() + TURN_S
        while time.perf_counter() < end:
            binding = take()
            start = clock()
            run(binding)
            times.append(clock() - start)
        return {"bare": statistics.median(times)}

    return turn


def bare_openvino(bound: Sequence[Bound]) -> Turn:
    """What one writes around OpenVINO's synchronous request."""
    requests = timed_calls(bound).arguments

    def turn() -> Medians:
        take, times, clock = itertools.cycle(requests).__next__, [], time.perf_counter_ns
        end = time.perf_counter() + TURN_S
        while time.perf_counter() < end:
            request = take()
            start = clock()
            request.infer(share_outputs=True)
            times.append(clock() - start)
        return {"bare_openvino": statistics.median(times)}

    return turn


def bare_engine(bound: Sequence[Bound]) -> Turn:
    """The same loop for one who asks the request how long it took, and leaves its outputs where they are."""
    requests = timed_calls(bound).arguments

    def turn() -> Medians:
        take, times = itertools.cycle(requests).__next__, []
        end = time.perf_counter() + TURN_S
        while time.perf_counter() < end:
            request = take()
            request.infer(share_outputs=True)
            times.append(request.latency)
        return {"bare_engine": statistics.median(times) * 1e6}

    return turn


def benchmark_app(bound: Sequence[Bound]) -> Turn:
    """The tool's own loop for `-api sync -inference_only false`, on a request of its own, whose inputs it sets anew."""
    from openvino import CompiledModel

    requests = timed_calls(bound).arguments
    return _tools_loop("app", CompiledModel(requests[0].get_compiled_model()).create_infer_request(), requests)


def benchmark_app_on_ours(bound: Sequence[Bound]) -> Turn:
    """The tool's own loop as it is for a static model (`-inference_only`), on our first request."""
    requests = timed_calls(bound[:1]).arguments
    return _tools_loop("app_one", requests[0], requests, inference_only=True)


def _tools_loop(name: str, request: Any, sources: Sequence[Any], *, inference_only: bool = False) -> Turn:
    from openvino.tools.benchmark.benchmark import Benchmark
    from openvino.tools.benchmark.utils.inputs_filling import DataQueue

    tool = Benchmark("CPU", duration_seconds=1, api_type="sync")
    tool.inference_only, tool.duration_seconds = inference_only, TURN_S
    inputs = range(len(request.get_compiled_model().inputs))
    queue = DataQueue({index: [one.get_input_tensor(index) for one in sources] for index in inputs}, [1])

    def turn() -> Medians:
        times, _, _ = tool.sync_inference(request, queue)
        return {name: statistics.median(times) * 1e6}

    return turn


def ours_on_one(bound: Sequence[Bound]) -> Turn:
    """Our loop on the first request alone."""
    turn = ours("openvino", bound[:1])
    return lambda: {"engine_one": turn()["engine"]}


def ours(runtime: str, bound: Sequence[Bound]) -> Turn:
    """The timed loop of the method, with what the engine tells of its inferences where it does."""
    settings = replace(PROFILES["standard"], min_time_s=TURN_S, min_iterations=1)
    warmup = timed_loop.warm_up(bound[0].infer, PROFILES["rigorous"])
    calls = timed_calls(bound)

    def turn() -> Medians:
        timed = timed_loop.measure(calls, warmup, settings)
        reported = {"engine": statistics.median(timed.engine_samples)} if timed.engine_samples else {}
        return {runtime: statistics.median(timed.samples)} | reported

    return turn


OTHERS: dict[str, tuple[Callable[[Sequence[Bound]], Turn], ...]] = {
    "ort": (bare_ort,),
    "openvino": (bare_openvino, bare_engine, benchmark_app, ours_on_one, benchmark_app_on_ours),
}


def without_garbage(turn: Turn) -> Medians:
    """As `timing.measure` does it: collected before, and not meanwhile."""
    gc.collect()
    gc.disable()
    try:
        return turn()
    finally:
        gc.enable()


@contextmanager
def loaded(volume: Path) -> Iterator[tuple[str, Sequence[Bound]]]:
    """The job of the first line of the standard input, on its CPUs: its runtime, and its sets of inputs bound."""
    job = codec.decode(sys.stdin.buffer.readline(), Job)
    cpus = choose_cpus(job.threads)
    os.sched_setaffinity(0, cpus)
    job = replace(job, threads=len(cpus))
    folder = artifact.open_artifact(volume, job.artifact, job.files)
    with RUNTIMES[job.runtime].open_session(job, folder, None) as session:
        yield job.runtime, bind_sets(session, artifact.read_tensors(folder / INPUTS, job.inputs))


def main(volume: Path, seconds: float) -> None:
    """Load once, then take turns."""
    with loaded(volume) as (runtime, bound):
        turns = [ours(runtime, bound), *(other(bound) for other in OTHERS[runtime])]
        rounds: list[Medians] = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            order = turns if len(rounds) % 2 == 0 else turns[::-1]
            rounds.append({name: median for turn in order for name, median in without_garbage(turn).items()})
    print(json.dumps(rounds))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
