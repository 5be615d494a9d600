"""Runs a script as `python script.py args` does, and describes in one line how it ended."""

from __future__ import annotations

import functools
import os
import sys
import sysconfig
import traceback
from pathlib import Path
from types import ModuleType

import turnkey_runner
import turnkeyml
from turnkey_runner.contract import Failure, Kind, Stage
from turnkeyml.analysis import data_files, script_endings, source_digests
from turnkeyml.analysis.failures import host_failure, text_of, traceback_of
from turnkeyml.records import SourceFile


def run_script(path: Path, arguments: tuple[str, ...]) -> Failure | None:
    """Run a script as `__main__`; return the failure, or None where it succeeded.

    `runpy` would do the same, but removes `__main__` at the end, and the export looks up
    classes of the script there. The module therefore stays in `sys.modules`.
    """
    sys.addaudithook(_audit)
    stable = _stable_folders()
    source_digests.record_imports(lambda file: _is_installed(file) or os.path.realpath(file).startswith(stable))
    process = os.getpid()
    main = ModuleType("__main__")
    main.__dict__.update(__file__=str(path), __cached__=None, __spec__=None, __loader__=None, __package__=None)
    sys.modules["__main__"] = main
    sys.argv = [str(path), *arguments]
    sys.path[0] = str(path.resolve().parent)
    with script_endings.raised_hard_exits() as hard_exits:
        try:
            exec(source_digests.compile_recorded(str(path), path.read_bytes()), main.__dict__)
        except SystemExit as ending:
            failure = _failure_from_exit(ending)
        except BaseException as error:
            failure = failure_from_exception(error, path)
        else:
            failure = None
    if hard_exits.happened:  # whatever the script raised while `HardExit` passed through it
        failure = None
    script_endings.disarm()
    if os.getpid() != process:
        os._exit(0)  # this is a child that the script forked: only the parent continues
    return failure


_executed: set[str] = set()
"""The files whose code this process has executed."""


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    """Record each file that is opened or whose code is executed: not all of that code is in `sys.modules`."""
    if event == "exec":
        _executed.add(getattr(arguments[0], "co_filename", ""))
    elif event == "open":
        data_files.record_open(*arguments)


def script_dependencies(script: Path) -> tuple[SourceFile, ...]:
    """The files that the script imported, executed or read, without the standard library, packages and turnkey."""
    stable = _stable_folders()
    real_folder = functools.cache(os.path.realpath)
    found = set()
    for file in {getattr(module, "__file__", None) for module in list(sys.modules.values())} | _executed:
        if not isinstance(file, str) or not file.endswith(".py"):
            continue
        folder = real_folder(os.path.dirname(file))  # cached: thousands of files are in a few hundred folders
        if not (folder + os.sep).startswith(stable) and os.path.isfile(file):
            real = os.path.realpath(file)
            if not real.startswith(stable) and not _is_installed(real):
                found.add(real)
    found |= {file for file in data_files.files_read(script) if not file.startswith(stable) and not _is_installed(file)}
    script_folder = os.path.realpath(script.parent)
    return tuple(
        SourceFile(path=os.path.relpath(path, script_folder), sha256=source_digests.recorded_digest(path))
        for path in sorted(found - {os.path.realpath(script)})
    )


def _stable_folders() -> tuple[str, ...]:
    """The folders of the standard library, of installed packages and of turnkey.

    `sys.prefix` as a whole is not one of them: below /usr, a user may have files in /usr/src.
    """
    packages = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    turnkey = {str(Path(module.__file__ or "").parent) for module in (turnkeyml, turnkey_runner)}
    return tuple(os.path.realpath(folder) + os.sep for folder in packages | turnkey)


def _is_installed(file: str) -> bool:
    return "site-packages" in file or "dist-packages" in file


def _failure_from_exit(ending: SystemExit) -> Failure | None:
    if ending.code in (None, 0):
        return None
    if isinstance(ending.code, int):
        message = f"the script ended itself with exit status {ending.code}"
    else:  # Python prints any other value, and exits with status 1
        message = f"the script ended itself with exit status 1: {text_of(ending.code)[:300]}"
    return Failure(stage=Stage.ANALYSIS, kind=Kind.SCRIPT_ERROR, message=message, remedy="run it with plain python")


def failure_from_exception(error: BaseException, path: Path) -> Failure:
    """The failure of a script that raised: the exception's message, the script's line, and a remedy."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    where = f" ({path.name}:{frames[-1].lineno})" if frames else ""
    kind, remedy = host_failure(error) or (Kind.SCRIPT_ERROR, "run it with plain python to see the same")
    text = text_of(error)
    if isinstance(error, EOFError):
        remedy = "it reads standard input, which is empty here"
    elif isinstance(error, SyntaxError):
        where = f" ({Path(text_of(error.filename or path)).name}:{error.lineno})"
        text, remedy = text_of(error.msg), ""
    elif isinstance(error, ModuleNotFoundError):
        name = text_of(error.name)[:100]
        remedy = f"install {name}, or the collection's needs: pip install '.[models]', in turnkey's checkout"
    return Failure(
        stage=Stage.ANALYSIS,
        kind=kind,
        message=f"{type(error).__name__}{f': {text}'[:300] if text else ''}{where}",
        remedy=remedy,
        detail=traceback_of(error),
    )
