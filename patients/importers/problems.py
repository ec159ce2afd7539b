"""Why an import stops as a whole."""

from pathlib import Path


class BrokenFile(Exception):
    """A file that cannot be imported at all: nothing of it, nor of the others in the same call, is written.

    Says what is wrong, where, and what to do. Holds no value from inside the file.
    """

    def __init__(self, path: Path, what: str, *, todo: str, at: str = "") -> None:
        self.path, self.what, self.todo, self.at = path, what, todo, at
        super().__init__(what)

    def sentence(self) -> str:
        """For the person at the terminal, who named the file. Not for logs: a file's name may be a patient's."""
        where = f"{self.path}, {self.at}" if self.at else f"{self.path}"
        return f"{self.what} ({where}). {self.todo} Nothing was imported."


class HeldUp(Exception):
    """Rows that the import needs were held by others for too long. What was written before stays."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"Somebody else held the rows or the turn of this import for {seconds} seconds. What was imported so far "
            "stays: start it again to go on."
        )
