"""What is said of results, and what is not."""

from dataclasses import replace

from turnkey_runner.contract import Settings, Status
from turnkeyml.cli.words import sentences_of
from unit.test_comparison import filed
from unit.turnkey_runner.simulator import Campaigns

QUIET = filed(Campaigns(6, within=0.01, between=0.004, spikes=0.0).processes())


def test_a_valid_result_is_a_line():
    """Its warnings explain nothing that is wrong."""
    assert sentences_of(QUIET) == []


def test_of_a_result_that_is_not_valid_every_warning_is_a_sentence():
    """Those that led to the verdict, and those beside them."""
    fields = {"parity": Status.FAILED, "settings": Settings(processes=9, max_processes=9)}
    odd = replace(QUIET, result=replace(QUIET.result, **fields))
    told = "\n".join(sentences_of(odd))
    assert told.count("\n") == 2
    assert "W_PARITY[/] the outputs differ from PyTorch's" in told
    assert "W_FEW[/] 1000 samples are too few for p99.9" in told
    assert "W_FEW[/] 5 of 9 processes were measured" in told
