"""What a bundle for a maintainer leaves out."""

import pytest

from turnkeyml.system.redact import HIDDEN, make_redactor

ENVIRONMENT = {
    "HOME": "/srv/people/jane",
    "USER": "janedoe",
    "MY_SETTING": "canary-value-1",
    "LANG": "en_US.UTF-8",
    "PATH": "/usr/bin:/bin",
}
SECRETS = [
    "hf_CANARYabcdefghijkl",
    "ghp_CANARY0123456789abcdef",
    "sk-CANARY0123456789",
    "AKIACANARY0123456789",
    "eyJCANARYhbGciOi.eyJzdWIiOiIx.c2lnbmF0dXJl",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nCANARY\n-----END OPENSSH PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----\nCANARY cut off",
    "https://user:CANARY@proxy:3128/x",
    "Authorization: Bearer CANARY.token-1",
    "HF_TOKEN=CANARY",
    "aws_secret_access_key: CANARY",
    '"password": "CANARY with spaces"',
    "db_passwd='CANARY'",
    "API-KEY = CANARY",
    "CANARY@example.org",
    '{"auth": "CANARY"}',
]


@pytest.mark.parametrize("secret", SECRETS)
def test_keys_tokens_and_addresses_are_removed(secret):
    """Wherever they stand, the rest stays."""
    shown = make_redactor(ENVIRONMENT)(f"before {secret} after")
    assert "CANARY" not in shown
    assert HIDDEN in shown
    assert shown.startswith("before ")


def test_names_and_homes_are_removed():
    """Of this user, and of any other."""
    redact = make_redactor(ENVIRONMENT)
    shown = redact("/srv/people/jane/x.py by janedoe, /home" + "/joe/y.py, /Users/jill/z, canary-value-1")
    assert shown == f"~/x.py by {HIDDEN}, ~/y.py, ~/z, {HIDDEN}"


@pytest.mark.parametrize(
    "text",
    ["onnxruntime 1.24.1", "tokenizers==0.23.3", "model.onnx is not the file", "a_b_01234567", "/usr/bin/python"],
)
def test_what_a_maintainer_needs_stays(text):
    """Versions, names of builds, messages."""
    assert make_redactor(ENVIRONMENT)(text) == text


def test_a_long_text_takes_no_quadratic_time():
    """The longest one that a bundle has."""
    redact = make_redactor(ENVIRONMENT)
    for unit in ("a", "token", "/", "-", "eyJ", "@a.b", "aa:"):
        redact(unit * (16_384 // len(unit)))
