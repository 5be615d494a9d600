"""Which mechanisms this host has that keep a job from other models, from the runner and from this machine."""

from __future__ import annotations

from turnkey_runner.host import landlock
from turnkeyml.doctor.check import Check
from turnkeyml.errors import EngineError
from turnkeyml.launchers import docker_engine
from turnkeyml.launchers.orphans import sweep

_LANDLOCK = {"files": "files of other models", "tcp": "TCP", "signals": "signals to the runner"}
_NO_ENGINE = "use --launcher docker, with an engine that has seccomp, for models that are not your own"
_REMEDY = "a kernel of 6.12 or later with Landlock (`lsm=landlock,…`) keeps a job from the runner and from other models"


def isolation() -> Check:
    """What the engine and the kernel offer. Removes the containers of runs that were killed, on the way."""
    notes: list[str] = []
    try:
        with docker_engine.connect() as client:
            has_seccomp = any("name=seccomp" in one for one in client.info().get("SecurityOptions") or ())
            swept = sweep(client, notes.append)
    except EngineError:
        has_seccomp, swept = False, 0
    restricted = landlock.abilities()
    found = ["seccomp" if has_seccomp else "no seccomp (only with an engine)"]
    found.append(f"Landlock {landlock.abi()} ({', '.join(_LANDLOCK[one] for one in restricted)})" if restricted else "")
    missing = [text for name, text in _LANDLOCK.items() if name not in restricted]
    if missing:
        found.append(f"not restricted: {', '.join(missing)}")
    if swept:
        found.append(f"removed {swept} containers of runs that were killed")
    return Check(
        name="isolation",
        result="; ".join(filter(None, [*found, *notes])),
        ok=has_seccomp and not missing,
        remedy=_REMEDY if missing else "" if has_seccomp else _NO_ENGINE,
        optional=True,
    )
