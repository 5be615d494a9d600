"""Runs a script as `python script.py args` does, and describes in one line how it ended."""

from __future__ import annotations

import functools
import os
import sys
import traceback
from pathlib import Path
from types import ModuleType

from turnkey_runner.contract import Failure, Kind, Stage
from turnkeyml.analysis import data_files, environment_reads, script_endings, source_digests
from turnkeyml.analysis.failures import host_failure, text_of, traceback_of
from turnkeyml.analysis.frame_owner import is_installed, is_stable, stable_folders
from turnkeyml.analysis.stderr_tail import last_stderr_line
from turnkeyml.records import SourceFile


def run_script(path: Path, arguments: tuple[str, ...]) -> Failure | None:
    """Run a script as `__main__`; return the failure, or None where it succeeded.

    `runpy` would do the same, but removes `__main__` at the end, and the export looks up
    classes of the script there. The module therefore stays in `sys.modules`.
    """
    sys.addaudithook(_audit)
    source_digests.record_imports(is_stable)
    process = os.getpid()
    script = path.absolute()  # as Python does: it stays valid where the script changes the working folder
    main = ModuleType("__main__")
    main.__dict__.update(__file__=str(script), __cached__=None, __spec__=None, __loader__=None, __package__=None)
    sys.modules["__main__"] = main
    sys.argv = [str(path), *arguments]
    source = script.read_bytes()
    _put_on_import_path(str(script.resolve().parent))
    data_files.start(script)
    environment_reads.start()
    with script_endings.raised_hard_exits() as hard_exits:
        try:
            exec(source_digests.compile_recorded(str(script), source), main.__dict__)
        except SystemExit as ending:
            failure = _failure_from_exit(ending)
        except BaseException as error:
            failure = failure_from_exception(error, script)
        else:
            failure = None
    if hard_exits.happened:  # whatever the script raised while `HardExit` passed through it
        failure = None
    script_endings.disarm()
    if os.getpid() != process:
        os._exit(0)  # this is a child that the script forked: only the parent continues
    data_files.stop()
    environment_reads.stop()
    return failure


def _put_on_import_path(folder: str) -> None:
    """Have the script's modules found first: where Python puts the folder of a script, or does not (`-P`)."""
    if sys.flags.safe_path:
        sys.path.insert(0, folder)
    else:
        sys.path[0] = folder


_executed: set[str] = set()
"""The files whose code this process has executed."""


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    """Record each path that is read or listed, and each file whose code is executed: not all is in `sys.modules`."""
    if event == "exec":
        _executed.add(getattr(arguments[0], "co_filename", ""))
    elif event == "open":
        data_files.record_open(*arguments)
    elif event in ("os.listdir", "os.scandir"):
        data_files.record_listing(*arguments)


def script_dependencies(script: Path) -> tuple[SourceFile, ...]:
    """What the script imported, executed, read or looked for, without what the versions of packages stand for.

    Paths are relative to the real folder of the script.
    """
    script_file = os.path.realpath(script)
    code = _own_code() - {script_file}
    found = {
        data_files.relative_to_script(path): SourceFile(
            path=data_files.relative_to_script(path), sha256=source_digests.recorded_digest(path)
        )
        for path in sorted(code)
    }
    own_name = data_files.relative_to_script(script_file)
    data = [one for one in data_files.dependencies() if one.path not in found.keys() | {own_name}]
    return (*found.values(), *data)


def script_environment(script: Path, imported: tuple[SourceFile, ...]) -> dict[str, str]:
    """The digests of the environment variables that decide what the script does, and where its modules are found."""
    entries = environment_reads.initial_value("PYTHONPATH").split(os.pathsep)
    folders = tuple(os.path.realpath(entry) + os.sep for entry in entries if entry)
    own = os.path.realpath(script.parent)
    code = [os.path.normpath(os.path.join(own, one.path)) for one in imported if one.path.endswith(".py")]
    is_used = any(file.startswith(folders) and not file.startswith(own + os.sep) for file in code)
    return environment_reads.digests(*(["PYTHONPATH"] if is_used else []))


def _own_code() -> set[str]:
    """The real paths of the Python files that this process has executed, without installed ones."""
    real_folder = functools.cache(os.path.realpath)
    stable = stable_folders()
    found = set()
    for file in {getattr(module, "__file__", None) for module in list(sys.modules.values())} | _executed:
        if not isinstance(file, str) or not file.endswith(".py"):
            continue
        file = data_files.from_working_folder(file)
        folder = real_folder(os.path.dirname(file))  # cached: thousands of files are in a few hundred folders
        if not (folder + os.sep).startswith(stable) and os.path.isfile(file):
            real = os.path.realpath(file)
            if not real.startswith(stable) and not is_installed(real):
                found.add(real)
    return found


_USAGE_STATUS = 2
"""argparse, click and others end with it where arguments are missing or wrong."""


def _failure_from_exit(ending: SystemExit) -> Failure | None:
    if ending.code in (None, 0):
        return None
    remedy = "run it with plain python"
    if isinstance(ending.code, int):
        last_line = last_stderr_line()
        message = f"the script ended itself with exit status {ending.code}" + (last_line and f": {last_line[-300:]}")
        if ending.code == _USAGE_STATUS:
            remedy = "give it its arguments with --script-args"
    else:  # Python prints any other value, and exits with status 1
        message = f"the script ended itself with exit status 1: {text_of(ending.code)[:300]}"
    return Failure(stage=Stage.ANALYSIS, kind=Kind.SCRIPT_ERROR, message=message, remedy=remedy)


def failure_from_exception(error: BaseException, path: Path) -> Failure:
    """The failure of a script that raised: the exception's message, the script's line, and a remedy."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    where = f" ({path.name}:{frames[-1].lineno})" if frames else ""
    kind, remedy = host_failure(error) or (Kind.SCRIPT_ERROR, "run it with plain python to see the same")
    text = text_of(error)
    if isinstance(error, EOFError) and _reads_standard_input(error):
        remedy = "it reads standard input, which is empty here"
    elif isinstance(error, SyntaxError):
        where = f" ({Path(text_of(error.filename or path)).name}:{error.lineno})"
        text, remedy = text_of(error.msg), ""
    elif isinstance(error, ModuleNotFoundError):
        remedy = _remedy_of_missing(text_of(error.name)[:100])
    return Failure(
        stage=Stage.ANALYSIS,
        kind=kind,
        message=f"{type(error).__name__}{f': {text}'[:300] if text else ''}{where}",
        remedy=remedy,
        detail=traceback_of(error),
    )


def _reads_standard_input(error: EOFError) -> bool:
    """Whether `input()` or `getpass()` has raised it; a file that ends too early is another matter."""
    innermost = traceback.extract_tb(error.__traceback__)[-1:]
    return text_of(error) == "EOF when reading a line" or any(Path(one.filename).stem == "getpass" for one in innermost)


_FORMER_PACKAGES = ("mlagility", "groqflow")


def _remedy_of_missing(module: str) -> str:
    if module.partition(".")[0] in _FORMER_PACKAGES:
        return "its parser is turnkey's: write `from turnkeyml.parser import parse` (docs/switching.md)"
    return f"install {module}, or the collection's needs: pip install '.[models]', in turnkey's checkout"
