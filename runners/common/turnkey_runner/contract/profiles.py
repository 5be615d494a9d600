"""The named settings of the method turnkey-m2: the only place with its times and counts."""

from __future__ import annotations

from turnkey_runner.contract import Settings

PROFILES = {
    "quick": Settings(
        profile="quick",
        processes=1,
        max_processes=1,
        warmup_time_s=0.25,
        warmup_iterations=5,
        min_time_s=0.75,
        min_iterations=30,
        max_time_s=5.0,
    ),
    "standard": Settings(
        profile="standard",
        processes=6,
        max_processes=15,
        target_half_width=0.05,
        warmup_time_s=0.2,
        warmup_iterations=3,
        min_time_s=0.4,
        min_iterations=10,
        max_time_s=3.0,
    ),
    "rigorous": Settings(
        profile="rigorous",
        processes=10,
        max_processes=30,
        target_half_width=0.02,
        warmup_time_s=1.0,
        warmup_iterations=10,
        min_time_s=3.0,
        min_iterations=100,
        max_time_s=15.0,
    ),
}
"""quick gives a number in about a second, standard one with an interval, rigorous one within ±2 % where possible."""


def describe_profiles() -> str:
    """Return a sentence per profile, generated from its values: the text of `--profile` in `turnkey run --help`."""
    return " ".join(f"{name}: {describe_settings(settings)}." for name, settings in PROFILES.items())


def describe_settings(settings: Settings) -> str:
    """Return the number of processes, how long each is timed, and when more are added."""
    if settings.max_processes == 1:
        return f"one process, timed for {settings.min_time_s:g} s"
    text = f"{settings.processes} processes, each timed for {settings.min_time_s:g} s"
    if settings.target_half_width is not None:
        width = f"±{settings.target_half_width * 100:g} %"
        text += f", and up to {settings.max_processes} while the 95 % interval is wider than {width}"
    return text
