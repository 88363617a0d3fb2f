from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from alerts.delivery.channels.folder import write_to_folder
from model.alert import Delivery
from tests.alerts.samples import NOON, message

LATER = NOON + timedelta(hours=1)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_message_is_written_as_it_is_into_a_folder_made_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "outbox"
    told = message(b"Subject: A\r\n\r\n\xe1\r\n")
    delivery = write_to_folder(told, folder, LATER)
    [name] = names(folder)
    assert name.startswith("20261120T120000Z-")
    assert name.endswith(".eml")
    assert (folder / name).read_bytes() == told.content
    assert delivery == Delivery(at=LATER, delivered=True, detail=f"written to {folder / name}")


def test_a_repeat_replaces_its_file_and_another_message_gets_another(tmp_path: Path) -> None:
    told = message()
    first = write_to_folder(told, tmp_path, NOON)
    again = write_to_folder(replace(told, id=7), tmp_path, LATER)
    assert again.detail == first.detail
    write_to_folder(replace(told, message_id="<2@example.org>"), tmp_path, NOON)
    assert len(names(tmp_path)) == 2


def test_names_sort_by_when_messages_were_made(tmp_path: Path) -> None:
    for minutes, word in ((0, b"one"), (1, b"two"), (70, b"three")):
        made = NOON + timedelta(minutes=minutes)
        write_to_folder(replace(message(word), created=made, message_id=f"<{minutes}@a>"), tmp_path, NOON)
    assert [(tmp_path / name).read_bytes() for name in names(tmp_path)] == [b"one", b"two", b"three"]


def test_a_folder_that_cannot_be_made_is_told_and_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file")
    delivery = write_to_folder(message(), tmp_path / "outbox", NOON)
    assert not delivery.delivered
    assert not delivery.permanent
    assert delivery.detail.startswith(f"{tmp_path / 'outbox'}")
    assert "could not be written: File exists; see that the folder can be written to" in delivery.detail


def test_a_full_disk_leaves_the_old_file_whole_and_no_half_of_the_new(tmp_path: Path) -> None:
    told = message(b"x" * 10)
    write_to_folder(told, tmp_path, NOON)
    with _room_for(100):
        delivery = write_to_folder(replace(told, content=b"y" * 5000), tmp_path, LATER)
    assert not delivery.delivered
    assert not delivery.permanent
    [name] = names(tmp_path)
    assert (tmp_path / name).read_bytes() == told.content


@contextmanager
def _room_for(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size: writing fails midway, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
