"""Who had access and why: grants, quarterly reviews, emergencies, reviews of unusual reads. No free text."""

from collections.abc import Iterator

from django.db.models import Q

from audit.domain.evidence import EvidenceFile, Period
from audit.models import ReviewCase
from clinic.evidence.tables import csv_file, within
from clinic.models import AccessGrant, AccessReviewItem, BreakGlass, Staff


def evidence(period: Period) -> Iterator[EvidenceFile]:
    yield csv_file(
        "access/staff",
        ("id", "log-in name", "role", "works here", "since", "last sign-in"),
        Staff.objects.order_by("username").values_list(
            "id", "username", "role", "is_active", "date_joined", "last_login"
        ),
        what="Members of staff; other files name them by id",
        supports="164.308(a)(3), 164.312(a)(2)(i)",
    )
    yield csv_file(
        "access/grants",
        ("grant", "staff", "role", "state", "asked by", "asked at", "decided by", "decided at", "ended at"),
        AccessGrant.objects.filter(Q(ended_at=None) | Q(**within("asked_at", period)) | Q(**within("ended_at", period)))
        .order_by("asked_at", "id")
        .values_list("id", "staff", "role", "state", "asked_by", "asked_at", "decided_by", "decided_at", "ended_at"),
        what="Roles asked for and decided by a second person, in force or ended; an empty name is the shell",
        supports="164.308(a)(3)(ii)(A)–(C), 164.308(a)(4)(ii)(B)–(C)",
    )
    yield csv_file(
        "access/quarterly-reviews",
        ("quarter", "opened at", "due on", "closed at", "grant", "reviewer", "answer", "answered by", "answered at"),
        AccessReviewItem.objects.filter(**within("review__opened_at", period))
        .order_by("review__opened_at", "id")
        .values_list(
            "review__quarter", "review__opened_at", "review__due_on", "review__closed_at", "grant", "reviewer",
            "answer", "answered_by", "answered_at",
        ),
        what="Whether each role was still needed, and who said so; an unanswered one lapses",
        supports="164.308(a)(4)(ii)(C), 164.308(a)(1)(ii)(D)",
    )  # fmt: skip
    yield csv_file(
        "access/emergencies",
        ("id", "staff", "person", "reason", "opened at", "ends at", "review due at", "reviewed by", "reviewed at",
         "justified"),
        BreakGlass.objects.filter(**within("opened_at", period))
        .order_by("opened_at", "id")
        .values_list(
            "id", "staff", "person_id", "reason", "opened_at", "ends_at", "review_due_at", "reviewed_by",
            "reviewed_at", "was_justified",
        ),
        what="Emergency access to one record for an hour, and its review; what the reader wrote is left out",
        supports="164.312(a)(2)(ii)",
    )  # fmt: skip
    yield csv_file(
        "book/reviews-of-unusual-reads",
        ("id", "rule", "staff", "person", "day", "reads", "opened at", "verdict", "decided by", "decided at"),
        ReviewCase.objects.filter(**within("opened_at", period))
        .order_by("opened_at", "id")
        .values_list(
            "id", "rule", "staff_id", "person_id", "day", "reads", "opened_at", "verdict", "decided_by", "decided_at"
        ),
        what="What looked unusual, and the verdict of whoever looked at it; notes are left out",
        supports="164.308(a)(1)(ii)(D), 164.312(b)",
    )
