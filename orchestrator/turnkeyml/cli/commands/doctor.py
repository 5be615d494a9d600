"""`turnkey doctor`: what this machine can run, and what is missing, with the fix."""

from __future__ import annotations

import click

from turnkeyml.cli.options import json_option, launcher_option


@click.command("doctor")
@json_option
@click.option("--noise", is_flag=True, help="Measure the same thing again and again: the machine's noise floor.")
@click.option("--pairs", type=click.IntRange(min=5), default=20, show_default=True, help="Pairs for the noise floor.")
@launcher_option
def command(as_json: bool, noise: bool, pairs: int, launcher: str) -> int:
    """Tell what this machine can run, and what is missing, with the fix.

    \b
    turnkey doctor
    turnkey doctor --noise
    """
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
    from turnkeyml.doctor.noise import calibrate
    from turnkeyml.results.noise_floor import GOOD

    floor = calibrate(pairs=pairs, launcher=launcher, notify=lambda line: click.echo(line, err=True))
    click.echo(f"{describe_floor(floor)}; median {floor.median_ms:.3g} ms, {floor.false_alarms} false alarms")
    click.echo("one may measure on this machine" if floor.floor <= GOOD else "only larger effects can be told here")
    return 0
