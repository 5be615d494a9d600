"""What a job must not be able to do, one function each: it returns where it succeeded, and raises if refused."""

from __future__ import annotations

import ctypes
import mmap
import os
import resource
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_METADATA, _ENGINE, _DNS = ("169.254.169.254", 80), ("172.17.0.1", 2375), ("8.8.8.8", 53)

Attempt = Callable[[Path], object]
"""Takes the folder of the job's own artifact."""


def _system_call(number: int, *arguments: object) -> int:
    result = _LIBC.syscall(number, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def _supervisor() -> int:
    return os.getppid()


def _write(path: str) -> Attempt:
    return lambda _: Path(path).write_bytes(b"x")


def _read(path: str) -> Attempt:
    return lambda _: Path(path).read_bytes()[:1]


def _connect(family: int, kind: int, address: object) -> Attempt:
    def attempt(_: Path) -> object:
        with socket.socket(family, kind) as connection:
            connection.settimeout(2)
            return connection.connect(address)

    return attempt


def _execute_in(folder: str) -> Attempt:
    def attempt(_: Path) -> object:
        path = Path(folder) / "program"
        path.write_bytes(Path("/bin/true").read_bytes())
        path.chmod(0o755)
        return subprocess.check_call([path])

    return attempt


def _read_memory(_: Path) -> object:
    with open(f"/proc/{_supervisor()}/mem", "rb+", buffering=0) as memory:
        return memory.seek(mmap.PAGESIZE)


def _open_answers(_: Path) -> object:
    """Answer in the supervisor's place."""
    folder = f"/proc/{_supervisor()}/fd"
    return [os.open(f"{folder}/{name}", os.O_WRONLY | os.O_NONBLOCK) for name in os.listdir(folder)]


def _inherited_streams(_: Path) -> object:
    """The supervisor's streams that this process still has: it needs one, for its own answers."""
    found = {int(name): os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd") if int(name) > 2}
    pipes = {number: target for number, target in found.items() if target.startswith(("pipe:", "socket:"))}
    if len(pipes) <= 1:
        raise PermissionError
    return pipes


def _list_others(folder: Path) -> object:
    return os.listdir(folder.parent)


def _read_other(folder: Path) -> object:
    other = folder.parent / "another_model" / "model.onnx"
    assert os.stat(other).st_size > 0  # it is there
    return other.read_bytes()[:1]


def _other_through_link(folder: Path) -> object:
    link = Path(os.environ["TMPDIR"]) / "link"
    link.symlink_to(folder.parent / "another_model" / "model.onnx")
    return link.read_bytes()[:1]


def _abstract_socket(_: Path) -> object:
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect("\0turnkey-other")


def _ptrace(_: Path) -> object:
    return _system_call(101, 16, _supervisor(), 0, 0)


def _read_process(_: Path) -> object:
    return _system_call(310, _supervisor(), 0, 0, 0, 0, 0)


def _kill_all(_: Path) -> object:
    """The kernel reports success where it was not allowed to signal any process."""
    os.kill(-1, signal.SIGKILL)
    if Path(f"/proc/{_supervisor()}/stat").read_text().rpartition(")")[2].split()[0] in "RSD":
        raise PermissionError
    return None


def _x32(_: Path) -> object:
    """The system calls of another architecture, which a filter might forget; the kernel may end the process for it."""
    child = os.fork()
    if child == 0:
        os._exit(0 if _LIBC.syscall(0x40000000 + 39) > 0 else 1)
    if os.waitpid(child, 0)[1] != 0:
        raise PermissionError
    return None


def _fork_bomb(_: Path) -> object:
    """More processes than the limit: refused at some number."""
    children = []
    try:
        for _number in range(20_000):
            child = os.fork()
            if child == 0:
                time.sleep(1000)
            children.append(child)
        return len(children)
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
        for child in children:
            os.waitpid(child, 0)


def _fill_scratch(_: Path) -> object:
    """More than the scratch folder's size."""
    path = Path(os.environ["TMPDIR"]) / "full"
    try:
        with open(path, "wb") as full:
            for _number in range(1 << 12):
                full.write(b"x" * (1 << 20))
        return path.stat().st_size
    finally:
        path.unlink(missing_ok=True)


ATTEMPTS: dict[str, Attempt] = {
    "write /": _write("/x"),
    "write the runner's code": _write("/opt/turnkey/turnkey_runner/x.py"),
    "write the volume": lambda folder: (folder / "x").write_bytes(b"x"),
    "change the artifact": lambda folder: (folder / "model.onnx").write_bytes(b"x"),
    "remove the artifact": lambda folder: (folder / "model.onnx").unlink(),
    "write beside the scratch folder": _write("/tmp/x"),
    "list the other models": _list_others,
    "read another model": _read_other,
    "read another model by a link": _other_through_link,
    "link another model": lambda folder: os.link(
        folder.parent / "another_model" / "model.onnx", Path(os.environ["TMPDIR"]) / "linked"
    ),
    "read the root of the volume": lambda _: os.listdir("/volume"),
    "execute in the scratch folder": lambda folder: _execute_in(os.environ["TMPDIR"])(folder),
    "execute in shared memory": _execute_in("/dev/shm"),
    "become root": lambda _: os.setuid(0),
    "run su": lambda _: subprocess.run(["/usr/bin/su", "-c", "true"], check=True, stdin=subprocess.DEVNULL, timeout=9),
    "make a device": lambda _: os.mknod(f"{os.environ['TMPDIR']}/device", 0o600 | stat.S_IFBLK, os.makedev(8, 0)),
    "mount": lambda _: _system_call(165, b"none", b"/tmp", b"tmpfs", 0, 0),
    "user namespace": lambda _: _system_call(272, 0x10000000),
    "mount namespace": lambda _: _system_call(272, 0x00020000),
    "clone into a user namespace": lambda _: _system_call(56, 0x10000000 | signal.SIGCHLD, 0, 0, 0, 0),
    "clone3": lambda _: _system_call(435, 0, 0),
    "bpf": lambda _: _system_call(321, 0, 0, 0),
    "perf_event_open": lambda _: _system_call(298, 0, 0, -1, -1, 0),
    "keyctl": lambda _: _system_call(250, 0, -3, 1),
    "add_key": lambda _: _system_call(248, b"user", b"a", b"b", 1, -3),
    "userfaultfd": lambda _: _system_call(323, 0),
    "io_uring_setup": lambda _: _system_call(425, 1, ctypes.create_string_buffer(120)),
    "pidfd_getfd": lambda _: _system_call(438, os.pidfd_open(_supervisor()), 0, 0),
    "process_madvise": lambda _: _system_call(440, os.pidfd_open(_supervisor()), 0, 0, 0, 0),
    "kcmp": lambda _: _system_call(312, _supervisor(), os.getpid(), 0, 0, 0),
    "open_by_handle_at": lambda _: _system_call(304, -100, 0, 0),
    "name_to_handle_at": lambda _: _system_call(303, -100, b"/", 0, 0, 0),
    "kexec_load": lambda _: _system_call(246, 0, 0, 0, 0),
    "init_module": lambda _: _system_call(175, 0, 0, b""),
    "reboot": lambda _: _system_call(169, 0, 0, 0, 0),
    "iopl": lambda _: _system_call(172, 3),
    "set the clock": lambda _: time.clock_settime(time.CLOCK_REALTIME, 0),
    "swapon": lambda _: _system_call(167, b"/tmp/x", 0),
    "chroot": lambda _: os.chroot("/tmp"),
    "kernel log": lambda _: _system_call(103, 2, ctypes.create_string_buffer(10), 10),
    "the system calls of x32": _x32,
    "ptrace the supervisor": _ptrace,
    "process_vm_readv of the supervisor": _read_process,
    "memory of the supervisor": _read_memory,
    "memory of process 1": lambda _: os.open("/proc/1/mem", os.O_RDWR),
    "environment of process 1": _read("/proc/1/environ"),
    "environment of the supervisor": lambda _: Path(f"/proc/{_supervisor()}/environ").read_bytes()[:1],
    "answers of the supervisor": _open_answers,
    "streams that were inherited": _inherited_streams,
    "stop the supervisor": lambda _: os.kill(_supervisor(), signal.SIGSTOP),
    "kill the supervisor": lambda _: os.kill(_supervisor(), signal.SIGKILL),
    "kill process 1": lambda _: os.kill(1, signal.SIGKILL),
    "kill all": _kill_all,
    "limit the supervisor": lambda _: resource.prlimit(_supervisor(), resource.RLIMIT_CPU, (1, 1)),
    "renice the supervisor": lambda _: os.setpriority(os.PRIO_PROCESS, _supervisor(), 19),
    "core files": lambda _: resource.setrlimit(resource.RLIMIT_CORE, (1, 1)),
    "/proc/kcore": _read("/proc/kcore"),
    "/proc/sysrq-trigger": _write("/proc/sysrq-trigger"),
    "core_pattern": _write("/proc/sys/kernel/core_pattern"),
    "/sys": _write("/sys/kernel/mm/transparent_hugepage/enabled"),
    "energy counters": lambda _: os.listdir("/sys/devices/virtual/powercap"),
    "the limits of the group": _write("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
    "release_agent": _write("/sys/fs/cgroup/release_agent"),
    "the engine's socket": lambda _: os.stat("/var/run/docker.sock"),
    "raw socket": lambda _: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1),
    "packet socket": lambda _: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0),
    "vsock": lambda _: socket.socket(40, socket.SOCK_STREAM),
    "vsock pair": lambda _: _system_call(53, 40, 1, 0, ctypes.create_string_buffer(8)),
    "kernel crypto": lambda _: socket.socket(38, socket.SOCK_SEQPACKET),
    "bluetooth": lambda _: socket.socket(31, socket.SOCK_RAW, 1),
    "connect to the cloud's metadata": _connect(socket.AF_INET, socket.SOCK_STREAM, _METADATA),
    "connect to the engine": _connect(socket.AF_INET, socket.SOCK_STREAM, _ENGINE),
    "connect out": _connect(socket.AF_INET, socket.SOCK_STREAM, _DNS),
    "datagrams out": _connect(socket.AF_INET, socket.SOCK_DGRAM, _DNS),
    "connect by IPv6": _connect(socket.AF_INET6, socket.SOCK_STREAM, ("::1", 80)),
    "name service": lambda _: socket.gethostbyname("example.org"),
    "abstract sockets": _abstract_socket,
    "more processes than allowed": _fork_bomb,
    "more files than allowed": _fill_scratch,
}


def leave_traces() -> None:
    """Leave a process that has left its session and its parent, one that forks without end, and a file."""
    for runs_away in (False, True):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while runs_away and os.fork() == 0:
                    os.setsid()
                if runs_away:
                    os._exit(0)
                time.sleep(10_000)
            os._exit(0)
    Path("/dev/shm/left").write_bytes(b"x")
