"""Removing a container from an engine that is slow, busy or refuses."""

from types import SimpleNamespace

import docker
import pytest
import requests

from turnkeyml.launchers.docker import _remove


def api_error(status):
    """An answer of the engine, in a language that is not English."""
    response = requests.Response()
    response.status_code = status
    return docker.errors.APIError("Fehler", response=response, explanation="Das geht nicht")


def engine(*, remove=None, wait=None):
    """An engine that raises what is given, and the calls that it received."""
    calls = []

    def answer(name, error):
        def call(*arguments, **options):
            calls.append(name)
            if error is not None:
                raise error

        return call

    api = SimpleNamespace(remove_container=answer("remove", remove), wait=answer("wait", wait))
    return SimpleNamespace(api=api), calls


@pytest.mark.parametrize(
    "error", [requests.exceptions.ReadTimeout(), requests.exceptions.ConnectionError(), api_error(500), api_error(404)]
)
def test_a_slow_engine_does_not_end_a_run(error):
    """B26: it is waited for, 10 s at most; all results are stored by then."""
    client, calls = engine(wait=error)
    notes = []
    _remove(client, "0123456789abcdef", notes.append)
    assert (calls, notes) == (["remove", "wait"], [])


def test_a_removal_in_progress_is_waited_for_whatever_the_engine_calls_it():
    """The HTTP status says so, not the text."""
    client, calls = engine(remove=api_error(409))
    notes = []
    _remove(client, "0123456789abcdef", notes.append)
    assert (calls, notes) == (["remove", "wait"], [])


@pytest.mark.parametrize(
    ("error", "message"),
    [(api_error(500), "Das geht nicht"), (requests.exceptions.ReadTimeout("slow"), "slow")],
)
def test_a_container_that_cannot_be_removed_is_reported(error, message):
    """And the run goes on."""
    client, _ = engine(remove=error)
    notes = []
    _remove(client, "0123456789abcdef", notes.append)
    assert notes == [f"cannot remove the container 0123456789ab: {message}"]


def test_a_container_that_is_gone_is_not_waited_for():
    """It removed itself."""
    client, calls = engine(remove=docker.errors.NotFound("gone"))
    _remove(client, "0123456789abcdef", print)
    assert calls == ["remove"]
