"""Text messages on the screen of whoever runs the server: for a programmer's machine alone, since numbers are shown."""

import sys

from campaigns.channels import Handed, Text, Verdict


class ConsoleLine:
    """Implements `campaigns.channels.Line`."""

    def open(self) -> None:
        pass

    def hand_over(self, text: Text) -> Handed:
        sys.stdout.write(f"SMS to {text.to}\n{text.text}\n\n")
        sys.stdout.flush()
        return Handed(Verdict.ACCEPTED, f"shown:{text.message_id}")

    def close(self) -> None:
        pass
