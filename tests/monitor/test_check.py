from __future__ import annotations

import json
from pathlib import Path

from tests.monitor.conftest import Call
from tests.monitor.program import write_config


def test_init_writes_four_files_that_check_accepts(peruwatch: Call, tmp_path: Path) -> None:
    made = peruwatch("init", "mine")
    assert (made.status, made.err) == (0, "")
    names = ("settings.toml", "sources.toml", "watches.toml", "digests.toml")
    assert {path.name for path in (tmp_path / "mine").iterdir()} == set(names)
    assert all(f"wrote mine/{name}\n" in made.out for name in names)
    checked = peruwatch("--config", "mine", "check")
    assert (checked.status, checked.err) == (0, "")
    assert "no mistakes" in checked.out


def test_init_tells_the_commands_that_come_next(peruwatch: Call) -> None:
    assert "`peruwatch --config mine check`" in peruwatch("init", "mine").out


def test_init_overwrites_nothing(peruwatch: Call, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    kept = tmp_path / "mine" / "watches.toml"
    kept.write_text("mine")
    result = peruwatch("init", "mine")
    assert (result.status, result.out) == (2, "")
    assert result.err == (
        "peruwatch: mine/watches.toml: is there already "
        "(nothing is overwritten: choose another folder, or move the file away)\n"
    )
    assert [path.read_text() for path in (tmp_path / "mine").iterdir()] == ["mine"]


def test_init_into_what_is_no_folder_is_told(peruwatch: Call, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")
    result = peruwatch("init", "mine")
    assert result.status == 2
    assert result.err.startswith("peruwatch: mine: can't be written to: ")


def test_check_says_what_the_configuration_holds(peruwatch: Call, place: Path) -> None:
    result = peruwatch("check")
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines()[-1] == f"{place / 'config'}: no mistakes; sources: 2, watches: 2, digests: 2"


def test_check_touches_no_data(peruwatch: Call, place: Path) -> None:
    peruwatch("check")
    assert not (place / "var").exists()


def test_check_suggests_what_is_probably_meant(peruwatch: Call, place: Path) -> None:
    about_contact, about_mail, _ = peruwatch("check").out.splitlines()
    assert about_contact.startswith("suggestion: settings.toml: crawl.contact is empty")
    assert about_mail == f"suggestion: settings.toml: mail.host is empty; digests are written to {place}/var/outbox"


def test_check_suggests_to_say_how_readers_get_to_what_listens_everywhere(peruwatch: Call, place: Path) -> None:
    for public_url, told in (("", 1), ("https://watch.example", 0)):
        write_config(place, settings=f'[web]\nhost = "0.0.0.0"\npublic = true\npublic_url = "{public_url}"\n')
        assert peruwatch("check").out.count("web.public_url is empty; nobody gets to 0.0.0.0") == told


def test_check_suggests_nothing_where_nothing_is_missing(peruwatch: Call, place: Path) -> None:
    write_config(place, settings='[crawl]\ncontact = "desk@a.example"\n[mail]\nhost = "mail.a.example"\n')
    assert len(peruwatch("check").out.splitlines()) == 1
    write_config(place, settings='[crawl]\ncontact = "desk@a.example"\n', digests="")
    assert len(peruwatch("check").out.splitlines()) == 1, "without digests no mail server is missed"


def test_check_as_json_tells_suggestions(peruwatch: Call, place: Path) -> None:
    result = peruwatch("check", "--json")
    told = json.loads(result.out)
    assert result.status == 0
    assert (told["ok"], told["mistakes"], len(told["suggestions"])) == (True, [], 2)


def test_check_as_json_tells_every_mistake_by_file_line_and_key(peruwatch: Call, place: Path) -> None:
    write_config(place, settings='[web]\nport = "high"\n', sources='[sources.a]\nurll = "https://a.example"\n')
    result = peruwatch("check", "--json")
    told = json.loads(result.out)
    assert (result.status, result.err) == (2, "")
    assert told["ok"] is False
    assert {frozenset(mistake) for mistake in told["mistakes"]} == {
        frozenset({"place", "line", "key", "problem", "advice"})
    }
    first = told["mistakes"][0]
    assert (first["place"], first["line"], first["key"]) == ("settings.toml", 2, "web.port")
    assert any("url" in mistake["advice"] for mistake in told["mistakes"])


def test_check_as_json_tells_that_there_is_no_configuration(peruwatch: Call) -> None:
    result = peruwatch("check", "--json")
    assert result.status == 2
    assert json.loads(result.out)["ok"] is False


def test_check_tells_by_key_which_marks_of_a_keyword_count_for_nothing(peruwatch: Call, place: Path) -> None:
    write_config(place, watches='[watches.it]\nkeywords = ["C++", "LGBTIQ+"]\nquery = "AT&T OR mine"\n', digests="")
    result = peruwatch("check")
    told = [line for line in result.out.splitlines() if "counts for nothing" in line]
    assert result.status == 0
    assert [line.partition(" counts")[0] for line in told] == [
        'suggestion: watches.toml: watches.it.keywords: item 2: in "LGBTIQ+" +',
        'suggestion: watches.toml: watches.it.query: in "AT&T" &',
    ]


def test_check_knows_which_channels_there_are(peruwatch: Call, place: Path) -> None:
    write_config(place, settings='[channels]\nhook = "json+https://a.example/"\nphone = "ntfy://topic"\n')
    assert peruwatch("check").status == 0
    write_config(place, settings='[channels]\nphone = "ntfi://secret-word"\n')
    result = peruwatch("check")
    assert result.status == 2
    assert "settings.toml: channels.phone: is no address that Apprise knows" in result.err
    assert "secret" not in result.err
