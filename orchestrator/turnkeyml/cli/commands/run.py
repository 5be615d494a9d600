"""`turnkey run`: measures the models of scripts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from turnkeyml.cli.click_options import GroupedCommand, request_options
from turnkeyml.options.request import RunRequest

if TYPE_CHECKING:
    from turnkeyml.inputs.resolve import Input
    from turnkeyml.worker.fork_client import ForkServer


@click.command("run", cls=GroupedCommand)
@click.argument("inputs", nargs=-1, metavar="[INPUTS]...")
@request_options
def command(inputs: tuple[str, ...], **typed: Any) -> int:
    """Export and measure the models that INPUTS call.

    INPUTS are .py scripts, .onnx models, .txt lists of inputs, script.py::HASH for one invocation,
    globs, folders, and names from the collection (timm, timm/resnet50, 'timm/*vit*'). Without
    INPUTS, all builds in the cache are measured.

    \b
    turnkey run models/selftest/*.py --device x86 --runtime ort --runtime openvino
    turnkey run bert.py --script-args="--batch_size 8 --max_seq_length 64"
    turnkey run --runtime openvino -d mycache
    """
    from turnkeyml.cli.former_words import ignored_variables
    from turnkeyml.inputs.resolve import find_inputs
    from turnkeyml.labels import parse_labels
    from turnkeyml.system import paths
    from turnkeyml.worker.prestart import prestarted_server

    request = RunRequest(**typed)
    notes = ignored_variables(tuple(os.environ))
    found = find_inputs(inputs, parse_labels(request.labels), notes.append)
    cache = paths.find_cache(request.cache_dir)
    with prestarted_server(() if request.sandbox else found, cache) as prestarted:
        return _run(request, bool(inputs), found, notes, cache, prestarted)


def _run(
    request: RunRequest,
    has_inputs: bool,
    inputs: Sequence[Input],
    notes: Sequence[str],
    cache: Path,
    prestarted: ForkServer | None,
) -> int:
    """Run the inputs or the cached builds, and return the exit status.

    The imports are here, after the worker was started, because they take half a second.
    """
    from turnkeyml.cache.store import Store
    from turnkeyml.cli.output.run_console import RunConsole
    from turnkeyml.dispatch.device_lock import choose_unit
    from turnkeyml.events import Note
    from turnkeyml.inputs.resolve import find_inputs
    from turnkeyml.labels import parse_labels
    from turnkeyml.options.resolve import resolve_options
    from turnkeyml.pipeline import run as pipeline
    from turnkeyml.system import paths

    options = resolve_options(request, choose_unit)
    console = RunConsole(verbosity=request.verbosity, as_json=request.as_json)
    store = Store.create(cache)
    console.begin(options, store.path)
    for note in notes:
        console.on_event(Note(message=note))
    labels = parse_labels(request.labels)
    with console:
        if not has_inputs and not any(store.build_names()):
            selftest = paths.models_folder() / "selftest"
            console.on_event(Note(message=f"the cache is empty: running {selftest}"))
            inputs = find_inputs([str(selftest)], labels)
        if inputs:
            outcome = pipeline.run_inputs(inputs, options, store, console.on_event, prestarted)
        else:
            outcome = pipeline.run_cached(labels, options, store, console.on_event)
    console.end(outcome, strict=request.strict)
    return 1 if outcome.failed or (request.strict and outcome.not_valid) else 0
