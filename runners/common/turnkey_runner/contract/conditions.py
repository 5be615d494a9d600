"""The state of the machine while one process measured, as records of the contract."""

from __future__ import annotations

from dataclasses import dataclass, field

_OPTIONAL = {"optional": True}


@dataclass(frozen=True, kw_only=True)
class GpuConditions:
    """The state of the GPU, sampled during the timed loop. None: the driver does not report it."""

    samples: int
    sm_clock_mhz: tuple[int, ...] = ()
    """Lowest, median, highest."""
    memory_clock_mhz: tuple[int, ...] = ()
    """Lowest, median, highest."""
    default_sm_clock_mhz: int | None = None
    """The clock of the GPU without throttling."""
    temperature_c: int | None = None
    """Highest."""
    power_w: float | None = None
    """Mean of the driver's own readings, which are averages themselves."""
    throttle_reasons: tuple[str, ...] = ()
    """Why the clocks were reduced, at any moment of the loop."""
    other_processes: int | None = None
    """Other processes that computed on the GPU."""

    def __post_init__(self) -> None:
        """Check that clocks are lowest, median and highest. Raises `ValueError`."""
        if any(len(clocks) not in (0, 3) for clocks in (self.sm_clock_mhz, self.memory_clock_mhz)):
            raise ValueError("clocks are three numbers, or none")


@dataclass(frozen=True, kw_only=True)
class HostProbe:
    """What the host's CPUs do together and alone, in a few milliseconds just before or after a timed loop."""

    transfer_ns: tuple[int, ...] = field(default=(), metadata=_OPTIONAL)
    """The time to read 256 KiB that the first pinned CPU has just written, on others; empty where it is alone."""
    arithmetic_ns: int | None = None
    """The time of a fixed piece of arithmetic in one thread."""
    copy_ns: int | None = None
    """The time to copy a block of 4 MiB, which a large cache may hold."""
    device_ns: int | None = field(default=None, metadata=_OPTIONAL)
    """The round trip to an accelerator that has nothing to do; None without one."""
    best_ns: int | None = field(default=None, metadata=_OPTIONAL)
    """The reading in the best state that was known before: `device_ns`, or the longest of `transfer_ns`."""
    core_to_core_ns: tuple[int, ...] = field(default=(), metadata=_OPTIONAL)
    """Not written any more: the round trip of a cache line in plain Python, which did not tell the states apart."""


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """The state of the machine during the timed loop of one process. None: this machine does not report it."""

    process: int
    wall_ns: int
    """From the first to the last reading of the clock in the loop; at least the sum of the samples."""
    cpu_time_ns: int
    """User and system time of the process."""
    steal_fraction: float | None = field(default=None, metadata={"formerly": ("steal_share",)})
    """Fraction of the pinned CPUs' time that the hypervisor gave to other guests."""
    pressure_fraction: float | None = field(default=None, metadata={"formerly": ("pressure_share",)})
    """Fraction of the time in which some task waited for a CPU (PSI)."""
    throttled_periods: int | None = None
    """Periods in which a CFS quota stopped the control group, or one that contains it."""
    involuntary_switches: int | None = None
    load_1min: float | None = None
    frequency_mhz: float | None = None
    """Mean of the pinned CPUs, and of readings before and after the loop."""
    started_ns: int | None = field(default=None, metadata=_OPTIONAL)
    """When the loop began, on the machine's monotonic clock."""
    cpu_quota: float | None = field(default=None, metadata=_OPTIONAL)
    """Number of CPUs that a CFS quota allows; None: no quota."""
    governor: str = field(default="", metadata=_OPTIONAL)
    """Frequency governor of the pinned CPUs."""
    boost: bool | None = field(default=None, metadata=_OPTIONAL)
    """Whether the CPUs may run above their base clock."""
    smt_shared: bool | None = field(default=None, metadata=_OPTIONAL | {"formerly": ("siblings",)})
    """Whether two of the pinned CPUs are threads of one core."""
    aslr_enabled: bool | None = field(default=None, metadata=_OPTIONAL | {"formerly": ("random_addresses",)})
    """Whether each started process gets random addresses (ASLR)."""
    remote_fraction: float | None = field(default=None, metadata=_OPTIONAL | {"formerly": ("remote_share",)})
    """Fraction of the process's memory on other NUMA nodes than its CPUs'; None also where there is one node."""
    wait_fraction: float | None = field(default=None, metadata=_OPTIONAL | {"formerly": ("wait_share",)})
    """Fraction of the time in which the thread that waited most waited for a CPU; only without PSI."""
    thermal_throttles: int | None = field(default=None, metadata=_OPTIONAL | {"formerly": ("heat_throttles",)})
    """How often the kernel recorded thermal throttling of the pinned CPUs."""
    suspended_ns: int = field(default=0, metadata=_OPTIONAL)
    """For how long the process, its container or the machine was stopped during the loop."""
    confined: tuple[str, ...] = field(default=(), metadata=_OPTIONAL)
    """What the kernel kept the process from (Landlock): other `files`, `tcp`, `signals` to processes outside."""
    probe_before: HostProbe | None = field(default=None, metadata=_OPTIONAL)
    """The host before the warm-up; None where it was not probed."""
    probe_after: HostProbe | None = field(default=None, metadata=_OPTIONAL)
    """The host after the loop."""
    gpu: GpuConditions | None = field(default=None, metadata=_OPTIONAL)
    """The state of the GPU, if the job ran on one."""
