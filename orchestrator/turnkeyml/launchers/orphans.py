"""Containers of runs that are dead: whose they are is in their labels, and the next start removes them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from turnkeyml.launchers.base import Notify
from turnkeyml.launchers.removal import remove
from turnkeyml.system.processes import is_alive, is_surely_dead, this_process

if TYPE_CHECKING:
    import docker

RUN_LABEL = "dev.turnkey.run"
"""The identity of the process that started it: machine, boot, PID namespace, time, process ID and start."""
USER_LABEL = "dev.turnkey.user"
"""The user ID of that process."""


def ownership_labels() -> dict[str, str]:
    """The labels of a container that this process starts."""
    return {RUN_LABEL: this_process(), USER_LABEL: str(os.getuid())}


def sweep(client: docker.DockerClient, notify: Notify) -> int:
    """Remove this user's containers of dead runs, running ones included; return how many there were.

    A running container stays unless its run is known to be dead. One that does not run stays as long as its run may be
    alive: a run that cannot be seen from here, in another container or on another machine, counts as alive for a day.
    """
    found = 0
    for container in client.containers.list(all=True, filters={"label": RUN_LABEL}, ignore_removed=True):
        owner = container.labels[RUN_LABEL]
        if container.labels.get(USER_LABEL, str(os.getuid())) != str(os.getuid()):
            continue
        is_running = container.status in ("running", "paused", "restarting")
        if is_surely_dead(owner) if is_running else not is_alive(owner):
            remove(client, str(container.id), notify)
            found += 1
    return found
