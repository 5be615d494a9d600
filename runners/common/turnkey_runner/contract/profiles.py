"""The named settings of the method turnkey-m1."""

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
        max_time_s=5.0,
    ),
    "standard": Settings(
        profile="standard",
        processes=5,
        max_processes=10,
        target_half_width=0.05,
        warmup_time_s=0.2,
        warmup_iterations=5,
        min_time_s=0.4,
        max_time_s=5.0,
    ),
    "rigorous": Settings(
        profile="rigorous",
        processes=10,
        max_processes=20,
        target_half_width=0.02,
        warmup_time_s=1.0,
        min_time_s=3.0,
        min_iterations=100,
    ),
}
"""quick: a number in about a second. standard: with an interval. rigorous: with one within ±2 %, where that can be."""
