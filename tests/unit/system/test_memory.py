"""Memory that this process may use: the machine's, or what its control groups leave of it."""

import pytest

from turnkey_runner.host import cgroups
from turnkeyml.launchers.select import choose_limits
from turnkeyml.system import host, memory

GIB = 1 << 30
UNLIMITED = 9223372036854771712


@pytest.fixture
def groups(tmp_path, monkeypatch):
    """Control groups as given by the text of each file; this process is in `/outer/inner` of them."""
    (tmp_path / "meminfo").write_text(f"MemTotal: {256 << 20} kB\nMemAvailable: {200 << 20} kB\n")
    monkeypatch.setattr(memory, "_MEMINFO", str(tmp_path / "meminfo"))
    monkeypatch.setattr(memory.os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 256 * GIB // 4096}.get)

    def make(own, files):
        (tmp_path / "own").write_text(own)
        for name, text in files.items():
            path = tmp_path / "mounts" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{text}\n")
        folders = cgroups.group_folders
        monkeypatch.setattr(
            memory,
            "group_folders",
            lambda controller: folders(controller, tmp_path / "mounts", str(tmp_path / "own")),
        )
        memory._limited_groups.cache_clear()

    yield make
    memory._limited_groups.cache_clear()


V1 = "4:memory:/outer/inner\n1:cpu:/\n0::/\n"
V2 = "0::/outer/inner\n"


def test_without_a_limit_the_memory_is_the_machines(groups):
    """Version 1 writes a huge number where there is no limit, version 2 a word."""
    groups(V1, {"memory/outer/inner/memory.limit_in_bytes": UNLIMITED, "memory/outer/inner/memory.usage_in_bytes": GIB})
    assert (memory.total_bytes(), memory.available_bytes()) == (256 * GIB, 200 * GIB)
    groups(V2, {"outer/inner/memory.max": "max", "outer/inner/memory.current": GIB})
    assert (memory.total_bytes(), memory.available_bytes()) == (256 * GIB, 200 * GIB)


@pytest.mark.parametrize(
    ("own", "files"),
    [
        (
            V1,
            {
                "memory/outer/memory.limit_in_bytes": 8 * GIB,
                "memory/outer/memory.usage_in_bytes": 5 * GIB,
                "memory/outer/memory.stat": f"cache 1\ntotal_inactive_file {2 * GIB}",
                "memory/outer/inner/memory.limit_in_bytes": UNLIMITED,
                "memory/outer/inner/memory.usage_in_bytes": GIB,
            },
        ),
        (
            V2,
            {
                "outer/memory.max": 8 * GIB,
                "outer/memory.current": 5 * GIB,
                "outer/memory.stat": f"anon 1\ninactive_file {2 * GIB}",
                "outer/inner/memory.max": "max",
            },
        ),
        ("0::/of/the/host\n", {"memory.max": 8 * GIB, "memory.current": 3 * GIB}),
    ],
    ids=["version 1", "version 2", "in a container"],
)
def test_the_smallest_limit_of_all_groups_counts(groups, own, files):
    """B15: in a container of 8 GiB on a machine of 256 GiB, less what is used but for pages of files."""
    groups(own, files)
    assert (memory.total_bytes(), memory.available_bytes()) == (8 * GIB, 5 * GIB)
    assert host.choose_jobs(100, tuple(range(64))) == 1
    assert choose_limits(None).memory_bytes == int(8 * GIB * 0.9)
    assert host.can_start(1)


def test_nothing_more_starts_where_a_group_is_nearly_full(groups):
    """The machine has memory, the container has not."""
    groups(V2, {"outer/inner/memory.max": 8 * GIB, "outer/inner/memory.current": 7 * GIB})
    assert not host.can_start(1)


def test_this_machine_has_memory():
    """As it is."""
    assert 0 < memory.available_bytes() <= memory.total_bytes()
