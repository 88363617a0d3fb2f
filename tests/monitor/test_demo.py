from __future__ import annotations

import re
import resource
import signal
from pathlib import Path

from config.load import load
from monitor.commands.demo import _free_port
from tests import PATIENCE
from tests.monitor.conftest import Call
from tests.monitor.demo.client import ask
from tests.monitor.program import called, start
from tests.monitor.publishers import is_sound, stored_addresses


def processor_time() -> float:
    """Seconds that child processes have used; a busy machine does not make them more."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_one_pass_of_the_demo_shows_all_that_peruwatch_does(tmp_path: Path) -> None:
    for name in ("crawler", "storage"):  # packages of somebody else's, in the folder that we are called in
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(f"raise SystemExit('{name} of another program')\n")
    begun = processor_time()
    result = called("demo", "--once", "--folder", "mine", cwd=tmp_path)
    assert processor_time() - begun < 60
    assert (result.status, result.err) == (0, "")
    for publisher in ("Andean Observer", "Crónica del Sur", "Highland Bulletin"):
        assert re.search(rf"^{publisher} +[1-9]\d* +[1-9]\d* +none *$", result.out, re.MULTILINE)
    for watch in ("Strikes", "States of emergency", "Deaths reported", "Elections and Congress"):
        assert re.search(rf"^{watch} +[1-9]\d* *$", result.out, re.MULTILINE)
    summary = re.search(
        r"^(\d+) articles, (\d+) matches; messages: 0 owed, 1 sent, 0 failed$", result.out, re.MULTILINE
    )
    assert summary
    place = tmp_path / "mine"
    assert len(stored_addresses(place)) == int(summary[1]) >= 20
    (mail,) = (place / "var" / "outbox").glob("*.eml")
    files = [line.strip() for line in result.out.partition("files written:")[2].splitlines() if line.strip()]
    assert {str(place / "var" / "peruwatch.db"), str(mail), str(place / "config" / "watches.toml")} <= set(files)
    assert all(Path(file).is_file() for file in files)
    assert is_sound(place)


def test_one_pass_needs_no_workers(peruwatch: Call) -> None:
    result = peruwatch("demo", "--once", "--cluster")
    assert (result.status, result.out) == (2, "")
    assert "leave out --once or --cluster" in result.err


def test_the_demo_says_where_to_look_runs_until_it_is_stopped_and_keeps_all(tmp_path: Path) -> None:
    process = start("demo", "--folder", str(tmp_path / "mine"), cwd=tmp_path)
    try:
        said = [process.stdout.readline() for _ in range(5)]
        page = said[0].removeprefix("page:").strip()
        assert b"Andean Observer" in ask(page).body
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.communicate()
    assert [line.split(":")[0] for line in said[:4]] == ["page", "feeds", "digests", "files"]
    assert process.returncode == 0
    assert out.splitlines()[-1] == f"stopped; everything is kept in {tmp_path / 'mine'}"
    assert "Traceback" not in err
    kept = load(tmp_path / "mine" / "config", tmp_path / "mine" / "var", {})
    assert len(kept.sources) == 3


def test_a_folder_that_can_not_be_written_to_is_said_so(peruwatch: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = peruwatch("demo", "--folder", "file/mine")
    assert (result.status, result.out) == (1, "")
    assert result.err == "peruwatch: can't write to file/mine: Not a directory\n"


def test_a_port_is_found_even_if_the_usual_one_is_taken() -> None:
    assert 0 < _free_port() < 65536
