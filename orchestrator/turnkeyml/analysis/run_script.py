"""Running a script exactly as `python script.py args` would, and saying in one line how it ended."""

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
from turnkeyml.analysis import data_files
from turnkeyml.records import SourceFile
from turnkeyml.system.hashing import file_sha256


def run_script(path: Path, arguments: tuple[str, ...]) -> Failure | None:
    """Run a script as `__main__`; return why it did not end well.

    `runpy` would do the same, but takes `__main__` away again at the end, and exporting looks
    classes of the script up there. The module therefore stays in `sys.modules`.
    """
    sys.addaudithook(_note_files)
    process = os.getpid()
    main = ModuleType("__main__")
    main.__dict__.update(__file__=str(path), __cached__=None, __spec__=None, __loader__=None, __package__=None)
    sys.modules["__main__"] = main
    sys.argv = [str(path), *arguments]
    sys.path[0] = str(path.resolve().parent)
    try:
        code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        exec(code, main.__dict__)
    except SystemExit as ending:
        failure = _explain_exit(ending)
    except BaseException as error:
        failure = _explain(error, path)
    else:
        failure = None
    if os.getpid() != process:
        os._exit(0)  # a child that the script forked has come out here: only the parent goes on
    return failure


_executed: set[str] = set()


def _note_files(event: str, arguments: tuple[object, ...]) -> None:
    """Remember each file whose code is run (a module need not be in `sys.modules` for that), or that is opened."""
    if event == "exec":
        _executed.add(getattr(arguments[0], "co_filename", ""))
    elif event == "open":
        data_files.record_open(*arguments)


def script_dependencies(script: Path) -> tuple[SourceFile, ...]:
    """The files that the script imported, ran or read and that may change: no standard library, packages or turnkey."""
    stable = _stable_folders()
    real_folder = functools.cache(os.path.realpath)
    found = set()
    for file in {getattr(module, "__file__", None) for module in list(sys.modules.values())} | _executed:
        if not isinstance(file, str) or not file.endswith(".py"):
            continue
        folder = real_folder(os.path.dirname(file))  # of thousands of files in a few hundred folders
        if not (folder + os.sep).startswith(stable) and os.path.isfile(file):
            real = os.path.realpath(file)
            if not real.startswith(stable) and not _is_installed(real):
                found.add(real)
    found |= {file for file in data_files.files_read(script) if not file.startswith(stable) and not _is_installed(file)}
    beside = os.path.realpath(script.parent)
    return tuple(
        SourceFile(path=os.path.relpath(path, beside), sha256=file_sha256(Path(path)))
        for path in sorted(found - {os.path.realpath(script)})
    )


def _stable_folders() -> tuple[str, ...]:
    """Of the standard library, the installed packages, and turnkey; no whole prefix: /usr/src may be a user's."""
    packages = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    own = {str(Path(module.__file__ or "").parent) for module in (turnkeyml, turnkey_runner)}
    return tuple(os.path.realpath(folder) + os.sep for folder in packages | own)


def _is_installed(file: str) -> bool:
    return "site-packages" in file or "dist-packages" in file


def _explain_exit(ending: SystemExit) -> Failure | None:
    if ending.code in (None, 0):
        return None
    message = f"the script ended itself with exit status {ending.code}"
    return Failure(stage=Stage.ANALYSIS, kind=Kind.SCRIPT_ERROR, message=message, remedy="run it with plain python")


def _explain(error: BaseException, path: Path) -> Failure:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    where = f" ({path.name}:{frames[-1].lineno})" if frames else ""
    remedy = "run it with plain python to see the same"
    if isinstance(error, EOFError):
        remedy = "it reads standard input, which is empty here"
    elif isinstance(error, SyntaxError):
        where = f" ({Path(error.filename or path).name}:{error.lineno})"
        remedy = ""
    elif isinstance(error, ModuleNotFoundError):
        remedy = f"install {error.name}, or the collection's needs: pip install '.[models]', in turnkey's checkout"
    elif isinstance(error, MemoryError) or "can't allocate memory" in str(error):
        remedy = "allow more with --memory"
    words = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())
    out_of_memory = remedy.startswith("allow more")
    return Failure(
        stage=Stage.ANALYSIS,
        kind=Kind.OUT_OF_MEMORY if out_of_memory else Kind.SCRIPT_ERROR,
        message=f"{type(error).__name__}{f': {words}'[:300] if words else ''}{where}",
        remedy=remedy,
        detail="".join(traceback.format_exception(error)),
    )
