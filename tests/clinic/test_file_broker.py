"""The folder of files that is the demo's broker."""

from pathlib import Path
from queue import Empty

import pytest
from kombu.connection import Connection

from clinic.file_broker import Channel


@pytest.fixture
def channel(tmp_path: Path) -> Channel:
    folders = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "control_folder")}
    found = Connection("filesystem://", transport="clinic.file_broker:Transport", transport_options=folders)
    assert isinstance(found.default_channel, Channel)
    return found.default_channel


class LooksMeanwhile:
    """While it is being written, somebody looks for work."""

    def __init__(self, channel: Channel) -> None:
        self.channel, self.found = channel, "nothing looked yet"

    def __json__(self) -> str:
        try:
            self.found = self.channel._get("celery")
        except Empty:
            self.found = "nothing there"
        return "written"


def test_message_that_is_being_written_is_not_there_yet(channel: Channel) -> None:
    meanwhile = LooksMeanwhile(channel)
    channel._put("celery", {"body": meanwhile})
    assert meanwhile.found == "nothing there"
    assert channel._get("celery") == {"body": "written"}


def test_each_message_comes_once_and_to_its_own_queue(channel: Channel, tmp_path: Path) -> None:
    for number in range(3):
        channel._put("celery", {"number": number})
    channel._put("other", {"number": 9})
    assert [channel._size("celery"), channel._size("other")] == [3, 1]
    assert sorted(channel._get("celery")["number"] for _ in range(3)) == [0, 1, 2]
    with pytest.raises(Empty):
        channel._get("celery")
    assert len(list(tmp_path.glob("*.other.msg"))) == 1
