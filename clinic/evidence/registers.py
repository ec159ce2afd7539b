"""What is kept on a schedule: trainings, risk assessments, vendors and what they signed, leak checks."""

from collections.abc import Iterator

from audit.domain.evidence import EvidenceFile, Period
from clinic.evidence.tables import csv_file, within
from clinic.models import LeakCheck, LeakFinding, RiskAssessment, TrainingRecord, Vendor, VendorPaper


def evidence(period: Period) -> Iterator[EvidenceFile]:
    yield csv_file(
        "registers/trainings",
        ("staff", "topic", "done on", "valid until", "trainer"),
        TrainingRecord.objects.filter(done_on__lte=period.until)
        .order_by("done_on", "id")
        .values_list("staff", "topic", "done_on", "expires_on", "trainer"),
        what="Who was trained in what, and until when that holds",
        supports="164.308(a)(5)(i), 164.530(b)",
    )
    yield csv_file(
        "registers/risk-assessments",
        ("title", "done on", "next on", "by", "summary"),
        RiskAssessment.objects.filter(done_on__lte=period.until)
        .order_by("done_on", "id")
        .values_list("title", "done_on", "next_on", "done_by", "summary"),
        what="Dated looks at what could go wrong, and when the next is due",
        supports="164.308(a)(1)(ii)(A)–(B), 164.308(a)(8)",
    )
    yield csv_file(
        "vendors/vendors",
        ("id", "name", "channel", "backend", "agreement signed on", "ends on", "covers", "subcontractors"),
        Vendor.objects.order_by("name").values_list(
            "id", "name", "channel", "backend", "baa_signed_on", "baa_ends_on", "baa_scope", "subcontractors"
        ),
        what="Companies that messages or records pass through, and their business associate agreements",
        supports="164.308(b)(1), 164.314(a), 164.502(e), 164.504(e)",
    )
    yield csv_file(
        "vendors/papers",
        ("id", "vendor", "name", "type", "bytes", "sha-256", "added at", "added by"),
        VendorPaper.objects.order_by("added_at", "id").values_list(
            "id", "vendor", "name", "media_type", "size", "sha256", "added_at", "added_by"
        ),
        what="Digests of the signed agreements that are kept (the papers themselves only if asked for)",
        supports="164.504(e), 164.316(b)(1)",
    )
    yield from _leaks(period)


def _leaks(period: Period) -> Iterator[EvidenceFile]:
    yield csv_file(
        "leaks/checks",
        ("id", "started at", "finished at", "looked at"),
        LeakCheck.objects.filter(**within("started_at", period))
        .order_by("started_at")
        .values_list("id", "started_at", "finished_at", "looked_at"),
        what="Checks of public pages, forms, cookies, logs, texts and vendor settings for leaks",
        supports="164.308(a)(8), 164.530(c)",
    )
    yield csv_file(
        "leaks/findings",
        ("id", "where", "place", "what", "first seen", "last seen", "gone at", "accepted by", "accepted at"),
        LeakFinding.objects.filter(**within("last_seen__started_at", period))
        .order_by("first_seen__started_at", "id")
        .values_list(
            "id", "probe", "place", "what", "first_seen__started_at", "last_seen__started_at", "gone_at",
            "accepted_by", "accepted_at",
        ),
        what="What the checks found, and when it was gone or accepted by somebody",
        supports="164.308(a)(1)(ii)(B), 164.308(a)(6)(ii)",
    )  # fmt: skip
