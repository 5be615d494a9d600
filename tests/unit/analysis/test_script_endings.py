"""Scripts that end their process, and what they leave behind."""

import faulthandler
import os
import signal
import sys
import threading

import pytest

from turnkeyml.analysis import script_endings
from turnkeyml.analysis.run_script import run_script


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a script's text; returns the failure."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])

    def run(text):
        script = tmp_path / "script.py"
        script.write_text(f"import os\nlog = open({str(tmp_path / 'log')!r}, 'w')\n{text}")
        failure = run_script(script, ())
        sys.modules["__main__"].log.close()
        return failure, (tmp_path / "log").read_text()

    return run


ENDINGS = {
    "plain": "os._exit(0)",
    "after a function": "def main():\n    os._exit(os.EX_OK)\nmain()",
    "caught": "try:\n    os._exit(0)\nexcept BaseException:\n    os._exit(1)",
    "cleaned up": "try:\n    os._exit(0)\nfinally:\n    raise ValueError('while it ends')",
    "in a block": "import contextlib\nwith contextlib.suppress(Exception):\n    os._exit(0)",
}


@pytest.mark.parametrize("kind", ENDINGS)
def test_a_script_that_ends_its_process_with_success_has_succeeded(run, kind):
    """What it called before counts; what follows does not run."""
    failure, log = run(f"log.write('before')\n{ENDINGS[kind]}\nlog.write('after')")
    assert (failure, log) == (None, "before")
    assert os._exit.__module__ != script_endings.__name__


def test_a_forked_child_ends_itself(run):
    """By the real function: its status reaches the script."""
    text = "pid = os.fork()\nif not pid:\n    os._exit(0)\nlog.write(str(os.waitpid(pid, 0)[1]))"
    assert run(text) == (None, "0")


def test_no_alarm_of_a_script_outlives_it():
    """Timers, handlers, watchdogs: they would fire in the exporter."""
    previous = {number: signal.getsignal(number) for number in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM)}
    fired = []
    timer = threading.Timer(3600, fired.append)
    try:
        for number in previous:
            signal.signal(number, lambda *_: fired.append(1))
        signal.setitimer(signal.ITIMER_REAL, 3600)
        signal.setitimer(signal.ITIMER_PROF, 3600)
        faulthandler.dump_traceback_later(3600, exit=True)
        timer.start()
        script_endings.disarm()
        timer.join()
        assert signal.getitimer(signal.ITIMER_REAL) == signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
        assert signal.getsignal(signal.SIGALRM) is signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
        assert fired == []
    finally:
        timer.cancel()
        for number, handler in previous.items():
            signal.signal(number, handler)
