"""Jobs whose processes are measured one at a time."""

import itertools
from dataclasses import replace
from types import SimpleNamespace

from turnkey_runner.contract import Settings
from turnkeyml.dispatch.energy import Trace
from turnkeyml.rounds import Begun, Rounds
from unit.test_comparison import filed
from unit.turnkey_runner.simulator import Campaigns


def test_a_runner_that_tells_of_no_process_is_not_asked_without_end():
    """Its results succeed, and have neither conditions nor samples."""
    known = filed(Campaigns(1).processes(1, 30), settings=Settings(processes=5, max_processes=8))
    silent = replace(known, result=replace(known.result, conditions=(), measurements=()))
    bench = SimpleNamespace(measure=lambda *_: (silent, Trace()))
    rounds = Rounds(bench)
    rounds.join(Begun(build=SimpleNamespace(name="build"), target=None, source="", filed=silent, trace=Trace()))
    assert len(list(itertools.islice(rounds.run(), 20))) == 7
