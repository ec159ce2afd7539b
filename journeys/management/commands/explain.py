"""Why this person got, will get or did not get each message."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.tree import Tree

from audit.domain.actors import Actor
from audit.enums import AuditWord, PurposeOfUse
from audit.ledger import record_read
from audit.origin import acting_from
from clinic.queries import organisation
from consent.grounds import Ground
from journeys.explained import ComingStep, ExplainedMessage, Explanation, InTheWay
from journeys.explaining import explain
from patients.models import Person


class Command(BaseCommand):
    help = "Say why a person got, will get or did not get each message. Takes ids and prints no name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "person_id",
            type=an_id,
            metavar="PERSON_ID",
            help="The Reference on the person's page of the desk. No name, no record number.",
        )
        parser.add_argument("--message", type=an_id, metavar="ID", help="This message alone.")
        parser.add_argument("--json", action="store_true", help="One JSON object as the last line.")

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_from("command:explain"):
            explanation = _explain(options["person_id"])
            record_read(
                word=AuditWord.REVEAL,
                actor=Actor.system("explain"),
                purpose=PurposeOfUse.OPERATIONS,
                people=[explanation.person_id],
                fields=[
                    "patients.person",
                    "campaigns.message",
                    "journeys.enrolment",
                    "consent.preference",
                    "patients.appointment",
                ],
            )
        found: Explanation | ExplainedMessage = explanation
        if options["message"]:
            found = _one(explanation, options["message"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(found), default=_plain, ensure_ascii=False))
        else:
            Console().print(_tree(found, ZoneInfo(organisation().time_zone)))


def an_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError("write an id like 019234ab-cdef-7012-8345-6789abcdef01") from None


def _explain(person_id: UUID) -> Explanation:
    try:
        return explain(person_id, timezone.now())
    except Person.DoesNotExist:
        raise CommandError(f"There is no person {person_id}.") from None


def _one(explanation: Explanation, message_id: UUID) -> ExplainedMessage:
    for message in explanation.messages():
        if message.id == message_id:
            return message
    raise CommandError(f"Person {explanation.person_id} has no message {message_id}.")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _tree(found: Explanation | ExplainedMessage, zone: ZoneInfo) -> Tree:
    if isinstance(found, ExplainedMessage):
        return _add_message(Tree(found.origin), found, zone)
    root = Tree(f"person {found.person_id}")
    for obstacle in found.in_the_way:
        root.add(_obstacle(obstacle, zone))
    for journey in found.journeys:
        branch = root.add(f"{journey.slug}: {journey.why_not}" if journey.why_not else journey.slug)
        for enrolment in journey.enrolments:
            twig = branch.add(f"anchor {_clock(enrolment.anchor_at, zone)} · {enrolment.words}")
            for message in enrolment.messages:
                _add_message(twig, message, zone)
            for step in enrolment.coming:
                line = twig.add(_step(step, zone))
                if step.outcome:
                    answer = line.add(f"as things stand: {step.outcome} by {step.rule}: {step.reason_in_words}")
                    _add_grounds(answer, step.rests_on)
        for step in journey.rehearsed:
            branch.add(_step(step, zone))
    for message in found.others:
        _add_message(root, message, zone)
    return root


def _step(step: ComingStep, zone: ZoneInfo) -> str:
    parts = (step.step, f"due {_clock(step.due_at, zone)}", step.words, step.about)
    return " · ".join(part for part in parts if part)


def _add_message(branch: Tree, message: ExplainedMessage, zone: ZoneInfo) -> Tree:
    text = f"{message.template} {message.template_version}".strip()
    told = [f"message {message.id}", text, message.channel]
    told += [message.about] if message.about else []
    told += [f"vendor {message.vendor}"] if message.vendor else []
    told += [f"released by {message.released_by} {_clock(message.released_at, zone)}"] if message.released_at else []
    told += message.found_out
    line = branch.add(
        f"{message.step} · due {_clock(message.due_at, zone)} · {message.state}: {message.words}\n{' · '.join(told)}"
    )
    for decision in message.decisions:
        answer = line.add(
            f"{_clock(decision.decided_at, zone)} · {decision.stage}: {decision.outcome} by {message.rule}: "
            f"{decision.words}"
        )
        _add_grounds(answer, decision.rests_on)
    return branch


def _add_grounds(branch: Tree, rests_on: Iterable[Ground]) -> None:
    for ground in rests_on:
        branch.add(f"rests on: {ground.says} ({ground.id})")


def _obstacle(found: InTheWay, zone: ZoneInfo) -> str:
    since = f"since {_clock(found.since, zone)}" if found.since else ""
    by = f"by {found.by}" if found.by else ""
    return " · ".join(part for part in (f"in the way: {found.what}", found.why, since, by) if part)


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%F %R %Z}"
