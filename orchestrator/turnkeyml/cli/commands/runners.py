"""`turnkey runners`: lists, builds and checks the runners of the devices."""

from __future__ import annotations

from pathlib import Path

import click

from turnkeyml.cli.output.terminal import write_line, write_note
from turnkeyml.cli.shared_options import Bytes, launcher_option


@click.group("runners")
def command() -> None:
    """List, build and check the runners of the devices.

    \b
    turnkey runners build x86
    turnkey runners check x86
    """


@command.command("list")
def list_runners() -> None:
    """List devices, their runtimes and the available runners.

    \b
    turnkey runners list
    """
    from turnkeyml.cli.output.tables import print_table
    from turnkeyml.devices import all_devices
    from turnkeyml.launchers.pins import pinned_engines
    from turnkeyml.launchers.status import image_state, process_state

    rows = []
    for device in all_devices().values():
        state = image_state(device)
        for runner in device.all_runners():
            runtimes = runner.environment.runtimes if runner.environment else runner.runtimes
            engines = ", ".join(f"{name} {version}" for name, version in pinned_engines(runner).items())
            rows.append((device.name, ", ".join(runtimes), engines, device.image, state, process_state(runner)))
    print_table(("device", "runtimes", "engines", "image", "docker", "process"), rows)


@command.command("build")
@click.argument("device")
@click.option("--base", default="", envvar="TURNKEY_BASE_IMAGE", show_envvar=True, help="Base image.")
@click.option(
    "--ca",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="TURNKEY_EXTRA_CA",
    show_envvar=True,
    help="PEM file with extra CA certificates, for networks that inspect TLS.",
)
@click.option(
    "--network",
    default="",
    envvar="TURNKEY_BUILD_NETWORK",
    show_envvar=True,
    help="Docker network for the build, for example host.",
)
@click.option("--with-tensorrt", is_flag=True, help="Add TensorRT to the nvidia image, from NVIDIA's package index.")
def build(device: str, base: str, ca: Path | None, network: str, with_tensorrt: bool) -> None:
    """Build the runner image of a device, or that of --sandbox (exporter).

    \b
    turnkey runners build x86
    turnkey runners build exporter
    turnkey runners build x86 --base my-python:3.11 --network host
    """
    from turnkeyml.devices import find_device
    from turnkeyml.launchers import docker_engine, exporter
    from turnkeyml.launchers.docker_images import ImageOptions, build_image

    if device == exporter.NAME:
        with docker_engine.connect() as client:
            write_line(f"{exporter.IMAGE} {exporter.build_exporter(client).short_id}")
        return
    found = find_device(device)
    with docker_engine.connect(timeout_s=3600) as client:
        options = ImageOptions(base=base, ca_file=ca, network=network, with_tensorrt=with_tensorrt)
        image = build_image(client, found, options, write_note)
        write_line(f"{found.image} {image.short_id}, {image.attrs['Size'] / 1e6:.0f} MB")


@command.command("check")
@click.argument("device", required=False)
@launcher_option
@click.option("--memory", type=Bytes(), help="Memory limit of the runner, for example 8G.")
def check(device: str | None, launcher: str, memory: int | None) -> int:
    """Start the runners of one device, or of all, and show their runtimes and versions.

    \b
    turnkey runners check x86 --launcher docker
    """
    from turnkeyml.cli.output.tables import print_table
    from turnkeyml.devices import all_devices, find_device
    from turnkeyml.launchers.status import describe_runner

    devices = [find_device(device)] if device else list(all_devices().values())
    rows = []
    for found in devices:
        hardware: dict[str, str] = {}
        for runner in found.all_runners():
            description = describe_runner(runner, launcher, memory, write_note)
            rows += [
                (found.name, r.name, r.package or r.engine, r.version.partition("-")[0], r.problem or "answers")
                for r in description.runtimes
            ]
            hardware |= description.hardware
        write_note("; ".join(f"{key}={value}" for key, value in hardware.items()))
    print_table(("device", "runtime", "engine", "version", "state"), rows)
    return 1 if any(row[-1] != "answers" for row in rows) else 0
