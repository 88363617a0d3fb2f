from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from config.settings import Settings, Tls
from tests.config.folders import loaded, mistakes_of


def settings_of(folder: Path, variable: str, value: str) -> Settings:
    return loaded(folder, {f"PERUWATCH_{variable}": value}).settings


def test_a_variable_goes_before_the_file_and_leaves_the_rest_of_it(tmp_path: Path) -> None:
    settings = '[mail]\nport = 25\nhost = "mail.example"'
    mail = loaded(tmp_path, {"PERUWATCH_MAIL__PORT": "465"}, settings=settings).settings.mail
    assert (mail.host, mail.port) == ("mail.example", 465)


def test_text_is_taken_as_it_stands(tmp_path: Path) -> None:
    assert settings_of(tmp_path, "MAIL__PASSWORD", " 123 ").mail.password.get_secret_value() == " 123 "
    assert settings_of(tmp_path, "MAIL__FROM", "watch@example.org").mail.sender == "watch@example.org"
    assert settings_of(tmp_path, "MAIL__TLS", "none").mail.tls is Tls.NONE
    assert settings_of(tmp_path, "MAIL__HOST", "").mail.host == ""
    assert settings_of(tmp_path, "CRAWL__DELAY", "2s").crawl.delay == timedelta(seconds=2)


@pytest.mark.parametrize(
    ("text", "expected"), [("true", True), ("1", True), ("YES", True), ("off", False), ("0", False), ("no", False)]
)
def test_truth_has_several_words(tmp_path: Path, text: str, expected: bool) -> None:  # noqa: FBT001 - a table's cell
    assert settings_of(tmp_path, "CRAWL__OBEY_ROBOTS", text).crawl.obey_robots is expected


@pytest.mark.parametrize("text", ['["127.0.0.0/8", "::1"]', "127.0.0.0/8, ::1", "127.0.0.0/8,::1,"])
def test_a_list_is_json_or_has_commas(tmp_path: Path, text: str) -> None:
    networks = settings_of(tmp_path, "CRAWL__ALLOW_NETWORKS", text).crawl.allow_networks
    assert networks == (ip_network("127.0.0.0/8"), ip_network("::1"))


@pytest.mark.parametrize("text", ["", " ", "[]"])
def test_a_list_may_be_empty(tmp_path: Path, text: str) -> None:
    assert settings_of(tmp_path, "CRAWL__ALLOW_NETWORKS", text).crawl.allow_networks == ()


def test_a_file_may_hold_the_value(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("  hush-é\n", "utf-8")
    assert settings_of(tmp_path, "MAIL__PASSWORD_FILE", str(secret)).mail.password.get_secret_value() == "hush-é"
    secret.write_text("sqlite:////srv/x.db\n")
    assert settings_of(tmp_path, "STORAGE__URL_FILE", str(secret)).storage.url == "sqlite:////srv/x.db"
    secret.write_text("8080\n")
    assert settings_of(tmp_path, "WEB__PORT_FILE", str(secret)).web.port == 8080


def test_variables_that_name_folders_and_those_of_others_are_passed_over(tmp_path: Path) -> None:
    assert not mistakes_of(tmp_path, {"PERUWATCH_CONFIG": "x", "PERUWATCH_DATA": "y", "HOME": "z", "PERU": "1"})


@pytest.mark.parametrize(
    ("environ", "place", "key", "phrases"),
    [
        ({"MAIL__PORT": "x"}, "MAIL__PORT", "mail.port", ["whole number", '"x"']),
        ({"MAIL__PORT": ""}, "MAIL__PORT", "mail.port", ["whole number", '""']),
        ({"MAIL__PORT": "99999"}, "MAIL__PORT", "mail.port", ["at most 65535"]),
        ({"CRAWL__OBEY_ROBOTS": "maybe"}, "CRAWL__OBEY_ROBOTS", "crawl.obey_robots", ["true or false", '"maybe"']),
        ({"CRAWL__ALLOW_NETWORKS": "::1, x"}, "CRAWL__ALLOW_NETWORKS", "crawl.allow_networks", ["item 2", '"x"']),
        ({"CRAWL__ALLOW_NETWORKS": '["::1"'}, "CRAWL__ALLOW_NETWORKS", "crawl.allow_networks", ["a list"]),
        ({"CRAWL__ALLOW_NETWORKS": "[" * 99999}, "CRAWL__ALLOW_NETWORKS", "crawl.allow_networks", ["a list", "…"]),
        ({"MAIL__PROT": "25"}, "MAIL__PROT", "", ["is no setting", "did you mean PERUWATCH_MAIL__PORT?"]),
        ({"MAIL_PORT": "25"}, "MAIL_PORT", "", ["is no setting", "did you mean PERUWATCH_MAIL__PORT?"]),
        ({"MAIL__SENDER": "a@b.org"}, "MAIL__SENDER", "", ["is no setting"]),
        ({"CONFG": "x"}, "CONFG", "", ["did you mean PERUWATCH_CONFIG?"]),
        ({"XYZ": "x"}, "XYZ", "", ["is no setting", "PERUWATCH_GROUP__KEY"]),
        ({"MAIL__PASWORD_FILE": "x"}, "MAIL__PASWORD_FILE", "", ["did you mean PERUWATCH_MAIL__PASSWORD?"]),
        ({"MAIL__PASSWORD_FILE": "/no/such"}, "MAIL__PASSWORD_FILE", "", ["a file that can't be read: No such file"]),
        ({"MAIL__PASSWORD_FILE": "/"}, "MAIL__PASSWORD_FILE", "", ["can't be read: Is a directory"]),
        ({"MAIL__PASSWORD_FILE": "a\0b"}, "MAIL__PASSWORD_FILE", "", ["can't be read: no such path"]),
        (
            {"MAIL__PASSWORD": "a", "MAIL__PASSWORD_FILE": "b"},
            "MAIL__PASSWORD_FILE",
            "",
            ["PERUWATCH_MAIL__PASSWORD are both given"],
        ),
    ],
)
def test_a_variables_mistake_is_told_under_its_name(
    tmp_path: Path, environ: dict[str, str], place: str, key: str, phrases: list[str]
) -> None:
    (mistake,) = mistakes_of(tmp_path, {f"PERUWATCH_{name}": value for name, value in environ.items()})
    assert (mistake.place, mistake.line, mistake.key) == (f"PERUWATCH_{place}", None, key)
    assert all(phrase in str(mistake) for phrase in phrases), str(mistake)


def test_a_variable_for_a_group_that_is_no_table_leaves_that_mistake_to_be_told(tmp_path: Path) -> None:
    (mistake,) = mistakes_of(tmp_path, {"PERUWATCH_MAIL__PORT": "25"}, settings="mail = 3")
    assert str(mistake).startswith("settings.toml:1: mail: must be a table, not 3")


def test_a_secret_file_of_another_encoding_is_a_mistake(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"\xff\xfe")
    (mistake,) = mistakes_of(tmp_path, {"PERUWATCH_MAIL__PASSWORD_FILE": str(secret)})
    assert "not UTF-8" in mistake.problem


def test_a_mistaken_value_from_the_file_keeps_the_files_place(tmp_path: Path) -> None:
    environ = {"PERUWATCH_MAIL__PORT": "25"}
    (mistake,) = mistakes_of(tmp_path, environ, settings='[mail]\nport = "x"\ntls = "ssl"')
    assert (mistake.place, mistake.line, mistake.key) == ("settings.toml", 3, "mail.tls")
