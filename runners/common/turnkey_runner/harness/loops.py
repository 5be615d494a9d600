"""The measurements of an opened model: warm-up, the loop of the mode, then random instead of constant inputs."""

from __future__ import annotations

import dataclasses
import os
import time
from dataclasses import dataclass
from pathlib import Path

from turnkey_runner.contract import Conditions, HostProbe, Job, Measurement
from turnkey_runner.harness import artifact, throughput, timed_loop
from turnkey_runner.harness.input_rotation import bind_sets, round_robin, timed_calls
from turnkey_runner.harness.session import Bound, Session
from turnkey_runner.harness.stored_values import copy_value
from turnkey_runner.host import counters
from turnkey_runner.host.probe import Prober
from turnkey_runner.stats.host_states import is_slower, reading_of

INPUTS = "inputs.npz"
VARIED = "varied.npz"
"""Random inputs; the artifact has them if the script passes constants."""
MAX_WARMUP_SAMPLES = 1000
DEVICE_WARMUP = 3
_WAITED_FRACTION = 0.1
"""Of a job's timeout: waiting for the host fails no job."""
_PAUSE_S = 0.5
"""Between two probes of a host that is waited for; its states last for tens of seconds."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A job's model, loaded in this process."""

    job: Job
    process: int
    session: Session
    folder: Path
    prober: Prober

    def single(self, name: str, value_ns: int) -> Measurement:
        """Return the measurement of a time that was taken once."""
        return Measurement(name=name, unit="ns", samples=(value_ns,), process=self.process)


def measure(opened: Opened, bound: tuple[Bound, ...]) -> tuple[tuple[Measurement, ...], Conditions]:
    """Warm up and measure; the conditions are those of the mode's loop, with all of its levels."""
    probe_before = _wait_for_best_state(opened)
    warmup = timed_loop.warm_up(round_robin(bound), opened.job.settings)
    loop = _measure_throughput if opened.job.settings.mode == "throughput" else _measure_latency
    before = counters.take_snapshot()
    measured, wall_ns = loop(opened, bound, warmup)
    during = counters.between(before, counters.take_snapshot(), opened.process, wall_ns)
    during = dataclasses.replace(
        during, probe_before=probe_before, probe_after=_probe(opened, reading_of(probe_before))
    )
    sizes = opened.session.sizes() if opened.session.sizes else {}
    discarded = Measurement(name="warmup", unit="ns", samples=warmup[:MAX_WARMUP_SAMPLES], process=opened.process)
    size_measurements = [
        Measurement(name=name, unit="bytes", samples=(size,), process=opened.process) for name, size in sizes.items()
    ]
    return (
        discarded,
        *measured,
        *size_measurements,
        *_measure_on_device(opened, bound[0]),
        *_measure_varied(opened),
    ), during


def _wait_for_best_state(opened: Opened) -> HostProbe | None:
    """Probe the host, again and again while it is in a slower state and the job may wait."""
    deadline = time.monotonic() + min(opened.job.wait_s, _WAITED_FRACTION * opened.job.timeout_s)
    while is_slower(probe := _probe(opened, opened.job.best_ns)) and time.monotonic() + _PAUSE_S < deadline:
        time.sleep(_PAUSE_S)
    return probe


def _probe(opened: Opened, usual_ns: int | None) -> HostProbe | None:
    """Probe the host, and the way to the accelerator, if there is one."""
    measure_ns = opened.session.round_trip_ns
    if measure_ns is None:
        return opened.prober.take(usual_ns=usual_ns)
    return dataclasses.replace(opened.prober.take() or HostProbe(), device_ns=measure_ns(), best_ns=opened.job.best_ns)


def _measure_latency(
    opened: Opened, bound: tuple[Bound, ...], warmup: tuple[int, ...]
) -> tuple[list[Measurement], int]:
    timed = timed_loop.measure(timed_calls(bound), warmup, opened.job.settings)
    latency = Measurement(name="latency", unit="ns", samples=timed.samples, process=opened.process, block=timed.block)
    if not timed.engine_samples:
        return [latency], timed.wall_ns
    engine_samples = Measurement(name="latency_engine", unit="ns", samples=timed.engine_samples, process=opened.process)
    return [latency, engine_samples], timed.wall_ns


def _measure_throughput(opened: Opened, bound: tuple[Bound, ...], _: tuple[int, ...]) -> tuple[list[Measurement], int]:
    """Measure levels of 1, 2, 4, … parallel requests, up to twice the number of CPUs or streams."""
    tensors = artifact.read_tensors(opened.folder / INPUTS, opened.job.inputs)
    limit = 2 * max(len(os.sched_getaffinity(0)), opened.session.runtime_info.streams or 1)
    ready = [one.infer for one in bound]
    measured, wall_ns = [], 0
    levels = throughput.sweep(
        lambda: ready.pop(0) if ready else opened.session.bind([copy_value(value) for value in tensors]).infer,
        limit,
        opened.job.settings,
    )
    for level in levels:
        wall_ns += level.wall_ns
        for name, samples, block in (("request", level.requests_ns, 1), ("period", level.periods_ns, level.block)):
            measured.append(
                Measurement(
                    name=name,
                    unit="ns",
                    samples=samples,
                    process=opened.process,
                    block=block,
                    parallel=level.parallel,
                )
            )
    return measured, wall_ns


def _measure_on_device(opened: Opened, bound: Bound) -> list[Measurement]:
    """Measure the same work by the device's own clock, without transfers."""
    infer = bound.infer_on_device
    if infer is None or opened.job.settings.mode == "throughput":
        return []
    for _ in range(DEVICE_WARMUP):
        infer()
    samples: list[int] = []
    calls = timed_loop.calls_of(lambda: samples.append(infer()))
    timed = timed_loop.measure(calls, (timed_loop.BLOCK_BELOW_NS,), opened.job.settings)
    positive = tuple(max(1, one) for one in samples[: len(timed.samples)])
    return [Measurement(name="latency_device", unit="ns", samples=positive, process=opened.process)]


def inputs_of(job: Job) -> str:
    """Return the file with the most varied inputs that a job is measured with: the random ones, if it has some."""
    varied = job.settings.mode == "latency" and any(file.path == VARIED for file in job.files)
    return VARIED if varied else INPUTS


def _measure_varied(opened: Opened) -> list[Measurement]:
    """Measure with random inputs, if the artifact has them because the recorded ones are constant."""
    settings = opened.job.settings
    if inputs_of(opened.job) != VARIED:
        return []
    bound = bind_sets(opened.session, artifact.read_tensors(opened.folder / VARIED, opened.job.inputs))
    timed = timed_loop.measure(timed_calls(bound), timed_loop.warm_up(round_robin(bound), settings), settings)
    return [
        Measurement(name="latency_varied", unit="ns", samples=timed.samples, process=opened.process, block=timed.block)
    ]
