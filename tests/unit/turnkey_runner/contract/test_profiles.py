"""The text of a profile follows its values."""

from dataclasses import replace

from turnkey_runner.contract.profiles import PROFILES, describe_profiles, describe_settings


def test_a_profile_is_described_by_its_values():
    assert describe_settings(PROFILES["quick"]) == "one process, timed for 0.75 s"
    changed = replace(PROFILES["standard"], processes=3, max_processes=7, target_half_width=0.1, min_time_s=2.0)
    expected = "3 processes, each timed for 2 s, and up to 7 while the 95 % interval is wider than ±10 %"
    assert describe_settings(changed) == expected


def test_every_profile_has_a_sentence_and_its_own_name():
    text = describe_profiles()
    assert [name for name in PROFILES if f"{name}: " in text] == [one.profile for one in PROFILES.values()]
