"""Seal the access book and tell the places outside, for as long as the process runs."""

import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, connection

from audit.domain.seal_keys import BadKey, SigningKey
from audit.models import Epoch
from audit.sealing import anchoring, clock, keys, sealer
from audit.sealing.anchors import places
from audit.sealing.memory import ChainNotRemembered

_log = logging.getLogger(__name__)
_REFUSALS = (sealer.KeyNotHandedOver, sealer.DatabaseWentBack, ChainNotRemembered, Epoch.DoesNotExist)


class Command(BaseCommand):
    help = "Seal what is committed and tell the places outside. Ends after the current seal on SIGTERM."

    requires_system_checks = ()  # they ask for keys and rights that this process is better without

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="seal what there is, then stop")
        parser.add_argument("--every", type=float, default=20, help="seconds between two rounds (20)")
        parser.add_argument(
            "--without-old-key", action="store_true", help="begin with a new key although the old one is lost"
        )

        parser.add_argument(
            "--take-up",
            action="store_true",
            help="with --once: go on from the newest seal although another one is remembered; the chain keeps a mark",
        )

    def handle(self, *args: Any, once: bool, every: float, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        try:
            signing = keys.signing_keys()
            if once:
                self._once(signing, stop, without_old_key=options["without_old_key"], take_up=options["take_up"])
            else:
                _go_on(signing, stop, every)
        except (keys.NoSealKey, BadKey, *_REFUSALS) as error:
            raise CommandError(str(error)) from None

    def _once(self, signing: list[SigningKey], stop: threading.Event, *, without_old_key: bool, take_up: bool) -> None:
        if take_up and (mark := sealer.take_up(signing)):
            self.stdout.write(f"Seal {mark.number} marks that the chain was taken up by hand.")
        sealed = _seal(signing, stop, without_old_key=without_old_key)
        _tell(signing[0])
        self.stdout.write(f"{sealed} seals made.")


def _go_on(signing: list[SigningKey], stop: threading.Event, every: float) -> None:
    """A database that is away, or one that must not be sealed, is no reason to end: the next round tries again.

    Whoever watches the lag is told that nothing is sealed; this log says why.
    """
    telling = None
    while not stop.is_set():
        try:
            _seal(signing, stop)
        except _REFUSALS as error:
            _log.error("the book is not sealed: %s", error)
        except (DatabaseError, InterfaceError, OSError) as error:
            _log.warning("the book could not be sealed (%s); trying again", type(error).__name__)
            connection.close()
        if telling is None or not telling.is_alive():
            telling = _in_background(signing[0])
        stop.wait(every)


def _seal(signing: list[SigningKey], stop: threading.Event, *, without_old_key: bool = False) -> int:
    """Until nothing is left. How many seals it made."""
    made = 0
    while not stop.is_set() and sealer.seal_next(signing, without_old_key=without_old_key):
        made += 1
    return made


def _in_background(key: SigningKey) -> threading.Thread:
    """A place that hangs must not keep the book unsealed, nor this process running."""
    thread = threading.Thread(target=_tell, args=[key], daemon=True)
    thread.start()
    return thread


def _tell(key: SigningKey) -> None:
    try:
        anchoring.tell(places.configured(), key, clock.now())
    except (DatabaseError, InterfaceError) as error:
        _log.warning("places could not be told (%s); trying again", type(error).__name__)
    finally:
        connection.close()
