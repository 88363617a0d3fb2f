from __future__ import annotations

from pathlib import Path

import pytest

from config.load import reload
from tests.config.folders import loaded, mistakes_of

SECRET = "ntfy://token-of-ours@ntfy.example/topic"
SETTINGS = f'[channels]\nphone = "{SECRET}"\n'
DIGESTS = '[digests.morning]\nto = ["desk@a.example", "phone"]\nat = "07:00"\n'


def test_a_digest_tells_mailboxes_and_channels_by_their_names(tmp_path: Path) -> None:
    config = loaded(tmp_path, settings=SETTINGS, digests=DIGESTS)
    assert config.digests[0].to == ("desk@a.example", "phone")
    assert config.settings.channels["phone"].get_secret_value() == SECRET


def test_the_address_of_a_channel_is_never_printed(tmp_path: Path) -> None:
    assert "token" not in repr(loaded(tmp_path, settings=SETTINGS))


def test_a_name_that_is_no_channel_s_is_a_mistake_with_its_line_and_what_is_meant(tmp_path: Path) -> None:
    (mistake,) = mistakes_of(tmp_path, settings=SETTINGS, digests=DIGESTS.replace("phone", "phones"))
    assert str(mistake) == ('digests.toml:2: digests.morning.to: item 2: no channel "phones" (did you mean "phone"?)')


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ('["desk"]', 'no channel "desk" (a mail address has an "@"; [channels] in settings.toml names none)'),
        ('["Desk 1"]', '"Desk 1" is neither a mail address nor a name of a channel'),
        ('["desk@"]', '"desk@" is no mail address'),
        ('["phone", "phone"]', 'names "phone" twice'),
    ],
)
def test_what_can_be_no_recipient_is_told(tmp_path: Path, to: str, told: str) -> None:
    found = mistakes_of(tmp_path, digests=f'[digests.morning]\nto = {to}\nat = "07:00"\n')
    assert any(told in str(mistake) for mistake in found)


def test_channels_come_from_the_environment_and_its_files(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("json://127.0.0.1/hook\n")
    environ = {"PERUWATCH_CHANNELS__NEWS_DESK": SECRET, "PERUWATCH_CHANNELS__PHONE_FILE": str(file)}
    channels = loaded(tmp_path, environ, digests=DIGESTS).settings.channels
    assert {name: address.get_secret_value() for name, address in channels.items()} == {
        "news-desk": SECRET,
        "phone": "json://127.0.0.1/hook",
    }


@pytest.mark.parametrize(
    ("settings", "environ", "told"),
    [
        ('[channels]\nphone = "secret words"\n', {}, "settings.toml:2: channels.phone: is no address of a channel"),
        ("[channels]\nphone = 5\n", {}, "settings.toml:2: channels.phone: must be text in quotes, not what is given"),
        ('[channels]\n"The phone" = "ntfy://secret"\n', {}, "is neither a mail address nor a name of a channel"),
        ('channels = "ntfy://secret"\n', {}, "settings.toml:1: channels: "),
        ("", {"PERUWATCH_CHANNELS__PHONE": "secret"}, "PERUWATCH_CHANNELS__PHONE: channels.phone: is no address"),
        ("", {"PERUWATCH_CHANNELS__": "ntfy://secret"}, "PERUWATCH_CHANNELS__: is no setting"),
    ],
)
def test_a_channel_that_can_not_be_used_is_a_mistake_that_tells_no_secret(
    tmp_path: Path, settings: str, environ: dict[str, str], told: str
) -> None:
    (mistake,) = mistakes_of(tmp_path, environ, settings=settings)
    assert told in str(mistake)
    assert "secret" not in str(mistake).replace("secret)", "")


def test_a_digest_stays_as_it_was_while_its_channel_is_taken_away(tmp_path: Path) -> None:
    config = loaded(tmp_path, settings=SETTINGS, digests=DIGESTS)
    (config.config_dir / "settings.toml").write_text("")
    found, mistakes = reload(config)
    assert found.digests == config.digests
    assert [mistake.place for mistake in mistakes] == ["digests.toml"]


def test_the_words_and_hours_of_a_digest_are_its_own(tmp_path: Path) -> None:
    extra = 'days = "weekly"\nlanguage = "es"\nlength = 5\nquiet = "22:00 - 07:00"\n'
    (digest,) = loaded(tmp_path, settings=SETTINGS, digests=DIGESTS + extra).digests
    assert (digest.cron, digest.language, digest.length, digest.quiet) == ("0 7 * * mon", "es", 5, "22:00-07:00")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('language = "fr"', '"fr" is not known (one of "en" or "es")'),
        ('quiet = "22-7"', '"22-7" is no stretch of a day'),
        ('quiet = "07:00-07:00"', "is the whole day"),
        ("length = 0", "0 is out of bounds"),
    ],
)
def test_what_a_digest_can_not_be_told_is_a_mistake(tmp_path: Path, line: str, told: str) -> None:
    (mistake,) = mistakes_of(tmp_path, settings=SETTINGS, digests=DIGESTS + line)
    assert told in str(mistake)


def test_days_go_with_a_time_of_day(tmp_path: Path) -> None:
    digests = DIGESTS.replace('at = "07:00"', 'cron = "0 7 * * *"') + 'days = "weekly"\n'
    (mistake,) = mistakes_of(tmp_path, settings=SETTINGS, digests=digests)
    assert "digests.toml:4: digests.morning.days: goes with at" in str(mistake)
