"""Text messages that stay in the house: one `.txt` each in `settings.SMS_CAPTURE_DIR`, named by the message's id."""

from pathlib import Path

from django.conf import settings

from campaigns.channels import Handed, Text, Verdict
from campaigns.channels.capture import write_new


class CaptureLine:
    """Implements `campaigns.channels.Line`. A message that was sent twice shows as `<id>.txt` and `<id>.2.txt`."""

    def open(self) -> None:
        pass

    def hand_over(self, text: Text) -> Handed:
        written = f"To: {text.to}\n\n{text.text}\n"
        write_new(Path(settings.SMS_CAPTURE_DIR), str(text.message_id), ".txt", written.encode())
        return Handed(Verdict.ACCEPTED, f"captured:{text.message_id}")

    def close(self) -> None:
        pass
