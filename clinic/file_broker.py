"""The broker of the demo: kombu's folder of files, in which a message appears whole or not at all.

kombu opens a message under its last name and then writes it. A worker that looks in between takes an empty file, cannot
read it, and ends; on a busy machine that happened within minutes.
"""

from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Under a name that no reader asks for, then renamed. Names sort by age, as kombu's do."""
        whole = Path(self.data_folder_out) / f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        half = whole.with_name(f"{whole.name}.half")
        try:
            with half.open("wb") as file:
                file.write(dumps(payload).encode())
            half.rename(whole)
        except OSError as problem:
            raise ChannelError(f"cannot write {half.name} to the broker's folder") from problem


class Transport(filesystem.Transport):
    Channel = Channel
