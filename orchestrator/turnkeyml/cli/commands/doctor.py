"""`turnkey doctor`: what this machine can run, what is missing, and how to fix it."""

from __future__ import annotations

from pathlib import Path

import click

from turnkeyml.cli.output.terminal import write_line, write_note
from turnkeyml.cli.shared_options import json_option, launcher_option


@click.command("doctor")
@json_option
@click.option(
    "--noise",
    is_flag=True,
    help="Watch the host's states for a minute, then measure the noise floor: how much identical jobs differ here.",
)
@click.option("--pairs", type=click.IntRange(min=5), default=20, show_default=True, help="Pairs of jobs for --noise.")
@launcher_option
@click.option(
    "--bundle",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a JSON file for a maintainer: versions, checks, runners. Secrets and names are removed.",
)
@click.option("-d", "--cache-dir", metavar="CACHE", help="With --bundle: add the latest builds and logs of this cache.")
def command(as_json: bool, noise: bool, pairs: int, launcher: str, bundle: Path | None, cache_dir: str | None) -> int:
    """Check what this machine can run, and how to fix the rest.

    \b
    turnkey doctor
    turnkey doctor --noise
    turnkey doctor --bundle problem.json -d mycache
    """
    if cache_dir is not None and bundle is None:
        raise click.UsageError("-d belongs to --bundle")
    if bundle is not None:
        from turnkeyml.doctor.bundle import write_bundle
        from turnkeyml.system import paths

        write_bundle(bundle, paths.find_cache(cache_dir) if cache_dir is not None else None)
        write_line(f"{bundle}: read it before you send it")
        return 0
    if noise:
        return _measure_noise(pairs, launcher)
    from turnkeyml.cli.output.tables import print_json, print_table
    from turnkeyml.doctor.checks import run_checks

    findings = list(run_checks())
    if as_json:
        print_json({"name": f.name, "ok": f.ok, "result": f.result, "remedy": f.remedy} for f in findings)
    else:
        rows = ((("ok" if f.ok else "--"), f.name, f.result, f.remedy) for f in findings)
        print_table(("", "check", "result", "remedy"), rows)
    return 0 if all(f.ok or f.optional for f in findings) else 1


def _measure_noise(pairs: int, launcher: str) -> int:
    from turnkeyml.cli.output.comparison import describe_floor
    from turnkeyml.cli.output.text import format_count
    from turnkeyml.dispatch.device_lock import device_lock
    from turnkeyml.doctor.host_watch import WATCHED_S, describe_watch, watch_host
    from turnkeyml.doctor.noise import calibrate
    from turnkeyml.results.noise_floor import GOOD

    write_note(f"watching the host for {WATCHED_S:.0f} s")
    with device_lock("x86", write_note):  # no measurement of another run disturbs it, nor is disturbed
        watch = watch_host()
    for line in describe_watch(watch):
        write_line(line)
    floor = calibrate(pairs=pairs, launcher=launcher, notify=write_note)
    alarms = format_count(floor.false_alarms, "false alarm")
    write_line(f"{describe_floor(floor)}; median {floor.median_ms:.3g} ms, {alarms}")
    quiet = "quiet enough to measure"
    write_line(quiet if floor.floor <= GOOD else f"only effects above {floor.floor:.1%} are detectable here")
    return 0
