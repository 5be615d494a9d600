"""A worker that is killed between the analysis and the export: no build is left over, and the next run completes."""

import dataclasses
import os
import signal

from turnkey_runner.contract import Stage
from turnkeyml.builds.builder import InputBuilder, build_input
from turnkeyml.cache.store import Store
from turnkeyml.inputs.resolve import Input
from turnkeyml.options.run_options import BuildOptions
from turnkeyml.records import AnalysisOptions
from turnkeyml.worker.client import Worker

SCRIPT = "import torch\ntorch.nn.Linear(4, 3)(torch.rand(1, 4))\n"


def test_a_worker_that_is_killed_before_and_during_the_repetition_leaves_no_extra_build(tmp_path):
    """The build of the invocation says what has happened; the next run exports it."""
    script, store = tmp_path / "script.py", Store.create(tmp_path / "cache")
    script.write_text(SCRIPT)
    source = Input(path=script, labels={})
    options = BuildOptions(analysis=AnalysisOptions())
    begun = []
    with Worker() as worker:

        def kill_server(name, stage):
            """At the export, and again at each repetition of the analysis."""
            begun.append(stage)
            if len(begun) > 1:
                for server in list(worker._servers.values()):
                    os.kill(server.pid, signal.SIGKILL)

        (failed,) = InputBuilder(source, options, store, worker, kill_server).build()
    assert begun[:3] == [Stage.ANALYSIS, Stage.EXPORT, Stage.ANALYSIS]
    assert list(store.build_names()) == [failed.name]
    assert failed.failure.stage is Stage.EXPORT
    with Worker() as worker:
        (build,) = build_input(source, options, store, worker, lambda build: True, lambda name, stage: None).new
    assert (build.name, build.failure) == (failed.name, None)
    assert list(store.build_names()) == [failed.name]


def test_a_build_that_a_killed_run_left_beside_complete_ones_is_removed(tmp_path):
    """The run was killed after it had stored the invocations."""
    script, store = tmp_path / "script.py", Store.create(tmp_path / "cache")
    script.write_text(SCRIPT)
    source = Input(path=script, labels={})
    options = BuildOptions(analysis=AnalysisOptions())
    with Worker() as worker:
        builder = InputBuilder(source, options, store, worker, lambda name, stage: None)
        (build,) = builder.build()
        dead = f"{builder._pending().owner.rpartition(':')[0]}:0"  # the start of no process
        store.save_build(dataclasses.replace(builder._pending(), owner=dead))
        assert len(list(store.build_names())) == 2
        found = build_input(source, options, store, worker, lambda build: True, lambda name, stage: None)
    assert [one.name for one in found.cached] == [build.name] == list(store.build_names())
