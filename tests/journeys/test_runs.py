"""One run after another: each due message once, and the counts are what was sent."""

from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from campaigns.enums import Origin
from campaigns.models import Message
from campaigns.operations import delivery
from clinic.models import BlockedDate, Location, Organisation
from consent.operations import preferences
from journeys.enums import RunKind
from journeys.models import Enrolment, Run
from journeys.operations import switching
from journeys.operations.runs import run
from patients.models import Appointment
from patients.operations import appointments
from tests.journeys.small_clinic import (
    BY,
    another_version,
    booked,
    captured,
    checked_up,
    local,
    operated,
    outcomes,
    patient,
    states,
)


def go(at: str, kind: RunKind = RunKind.MANUAL):
    return run(local(at), kind=kind, by=BY)


def test_run_five_times_sends_each_due_message_once(clinic: Location, mail_folder: Path) -> None:
    for name in ("ada", "grace", "alan"):
        booked(patient(name), "11-24 14:00")
    counts = [outcomes(go("11-23 14:00")) for _ in range(5)]
    assert counts == [{"accepted": 3}, {}, {}, {}, {}]
    assert len(captured(mail_folder)) == 3


def test_reminder_is_not_sent_before_its_time(clinic: Location, mail_folder: Path) -> None:
    booked(patient(), "11-24 14:00")
    assert outcomes(go("11-23 13:59")) == {}
    assert captured(mail_folder) == []
    assert outcomes(go("11-23 14:00")) == {"accepted": 1}


def test_appointment_moved_before_its_reminder_gives_one_mail_with_the_new_time(
    clinic: Location, mail_folder: Path
) -> None:
    appointment = booked(patient(), "11-24 14:00")
    go("11-23 02:00", RunKind.NIGHTLY)
    assert states() == [("a-day-before", "planned", "")]
    appointments.move(by=BY, now=local("11-23 11:00"), appointment_id=appointment.pk, starts_at=local("11-24 16:30"))
    assert outcomes(go("11-23 11:05", RunKind.SWEEP)) == {"expired": 1}
    assert outcomes(go("11-23 14:00")) == {}
    assert outcomes(go("11-23 16:30")) == {"accepted": 1}
    assert states() == [("a-day-before", "expired", "appointment-moved"), ("a-day-before", "accepted", "")]
    [mail] = captured(mail_folder)
    assert (" 4:30" in mail, " 2:00" in mail) == (True, False)  # not the minute in which it was written


def test_appointment_moved_earlier_is_told_at_once(clinic: Location, mail_folder: Path) -> None:
    appointment = booked(patient(), "11-24 18:00")
    go("11-22 10:00")
    appointments.move(by=BY, now=local("11-23 15:00"), appointment_id=appointment.pk, starts_at=local("11-24 09:00"))
    assert outcomes(go("11-23 15:05")) == {"accepted": 1}
    [mail] = captured(mail_folder)
    assert "9:00" in mail


def test_appointment_moved_after_its_reminder_gets_another(clinic: Location, mail_folder: Path) -> None:
    appointment = booked(patient(), "11-24 14:00")
    assert outcomes(go("11-23 14:00")) == {"accepted": 1}
    appointments.move(by=BY, now=local("11-23 15:00"), appointment_id=appointment.pk, starts_at=local("11-26 10:00"))
    assert outcomes(go("11-23 15:05")) == {}
    assert outcomes(go("11-25 10:00")) == {"accepted": 1}
    assert len(captured(mail_folder)) == 2


def test_appointment_moved_and_moved_back_is_told_once(clinic: Location, mail_folder: Path) -> None:
    appointment = booked(patient(), "11-24 14:00")
    go("11-23 02:00", RunKind.NIGHTLY)
    for starts_at, now in (("11-25 14:00", "11-23 08:00"), ("11-24 14:00", "11-23 09:00")):
        appointments.move(by=BY, now=local(now), appointment_id=appointment.pk, starts_at=local(starts_at))
        go(now)
    assert outcomes(go("11-23 14:00")) == {"accepted": 1}
    assert outcomes(go("11-24 14:00")) == {}
    assert len(captured(mail_folder)) == 1


def test_cancelled_appointment_ends_the_journey_and_takes_the_reminder_back(clinic: Location) -> None:
    appointment = booked(patient(), "11-24 14:00")
    go("11-23 02:00", RunKind.NIGHTLY)
    appointments.cancel(by=BY, now=local("11-23 08:00"), appointment_id=appointment.pk)
    assert outcomes(go("11-23 08:05", RunKind.SWEEP)) == {"expired": 1}
    assert states() == [("a-day-before", "expired", "appointment-off")]
    [enrolment] = Enrolment.objects.all()
    assert (enrolment.state, enrolment.exit_reason) == ("exited", "appointment-off")


def test_worker_off_for_two_days_sends_no_late_reminder(clinic: Location, mail_folder: Path) -> None:
    late, coming, begun_meanwhile = (booked(patient(name), day) for name, day in (
        ("late", "11-24 10:00"), ("coming", "11-26 10:00"), ("begun", "11-25 09:00"),
    ))  # fmt: skip
    go("11-22 10:00")
    booked(patient("new"), "11-24 12:00")
    report = go("11-25 10:00")
    assert outcomes(report) == {"accepted": 1, "expired": 3}
    assert states(late.person_id) == [("a-day-before", "expired", "too-late")]
    assert states(begun_meanwhile.person_id) == [("a-day-before", "expired", "too-late")]
    assert states(coming.person_id) == [("a-day-before", "accepted", "")]
    assert len(captured(mail_folder)) == 1


def test_planned_before_the_worker_went_off_expires_too(clinic: Location, mail_folder: Path) -> None:
    booked(patient(), "11-24 14:00")
    go("11-23 02:00", RunKind.NIGHTLY)
    assert outcomes(go("11-25 14:00")) == {"expired": 1}
    assert states() == [("a-day-before", "expired", "too-late")]
    assert captured(mail_folder) == []


def test_booking_of_the_last_minute_is_told_nothing_and_says_why(clinic: Location) -> None:
    booked(patient(), "11-24 14:00")
    assert outcomes(go("11-24 09:00")) == {"expired": 1}
    assert states() == [("a-day-before", "expired", "past-when-enrolled")]


def test_person_who_joins_is_welcomed_the_same_day(clinic: Location, mail_folder: Path) -> None:
    patient(joined_on=local("11-23 00:00").date())
    patient("longago", joined_on=local("11-10 00:00").date())
    patient("unknown")
    assert outcomes(go("11-23 15:00")) == {"accepted": 1}


def test_person_who_joins_in_the_evening_is_welcomed_in_the_morning(clinic: Location, mail_folder: Path) -> None:
    patient(joined_on=local("11-23 00:00").date())
    assert (outcomes(go("11-23 21:00")), captured(mail_folder)) == ({}, [])
    assert outcomes(go("11-24 08:30")) == {}
    assert outcomes(go("11-24 09:00")) == {"accepted": 1}


def test_care_after_a_procedure_comes_the_next_day_and_after_a_week(clinic: Location, mail_folder: Path) -> None:
    person = patient()
    operated(person, "11-23 11:00")
    operated(person, "11-23 15:00")
    operated(patient("glasses"), "11-23 15:00", category="eye")
    days = ("11-23 16:00", "11-24 15:00", "11-25 15:00", "11-29 15:00", "11-30 15:00", "12-07 15:00")
    assert [outcomes(go(at)) for at in days] == [{}, {"accepted": 1}, {}, {}, {"accepted": 1}, {}]
    assert [step for step, _, _ in states()] == ["next-day", "one-week"]


def test_check_up_is_due_after_a_year_and_every_year(clinic: Location, mail_folder: Path) -> None:
    person = patient()
    checked_up(person, local("11-22 10:00").replace(year=2025))
    assert outcomes(go("11-21 10:00")) == {}
    assert outcomes(go("11-23 10:00")) == {"accepted": 1}
    assert outcomes(go("11-24 10:00")) == {}
    year_later = run(local("11-23 10:00").replace(year=2027), kind=RunKind.MANUAL, by=BY)
    assert outcomes(year_later) == {"accepted": 1}


def test_check_up_is_not_asked_of_somebody_who_has_booked(clinic: Location, mail_folder: Path) -> None:
    person = patient()
    checked_up(person, local("11-20 10:00").replace(year=2025))
    booked(person, "12-20 10:00")
    go("11-23 10:00")
    assert [state for _, state, _ in states()] in ([], ["expired"])
    assert captured(mail_folder) == []


def test_booking_takes_a_planned_check_up_notice_back(clinic: Location, mail_folder: Path) -> None:
    person = patient()
    checked_up(person, local("11-20 10:00").replace(year=2025))
    go("11-23 02:00", RunKind.NIGHTLY)
    assert states() == [("a-year-after", "planned", "")]
    booked(person, "12-20 10:00")
    assert outcomes(go("11-23 08:30", RunKind.SWEEP)) == {"expired": 1}
    assert states() == [("a-year-after", "expired", "goal-reached")]
    [enrolment] = Enrolment.objects.all()
    assert (enrolment.state, enrolment.exit_reason) == ("exited", "goal-reached")


@pytest.mark.parametrize("booked_on", ["11-21 10:00", "11-23 08:00"])
def test_cancelled_booking_brings_the_check_up_notice_back(clinic: Location, mail_folder: Path, booked_on: str) -> None:
    another_version("annual-checkup", segment=None)  # the segment lets nobody in who has booked
    person = patient()
    checked_up(person, local("11-22 10:00").replace(year=2025))
    if booked_on < "11-22":
        appointment = booked(person, "12-20 10:00")
    go("11-22 02:00", RunKind.NIGHTLY)
    if booked_on > "11-22":
        Message.objects.update(due_at=local("11-24 10:00"))
        appointment = booked(person, "12-20 10:00")
    for at in ("11-23 10:00", "11-24 10:00"):
        go(at)
    assert captured(mail_folder) == []
    appointments.cancel(by=BY, now=local("11-24 11:00"), appointment_id=appointment.pk)
    assert [outcomes(go(at)) for at in ("11-24 11:05", "11-24 11:10", "11-25 10:00")] == [{"accepted": 1}, {}, {}]
    assert states()[-1] == ("a-year-after", "accepted", "")


def test_booking_cancelled_when_the_check_up_is_long_overdue_brings_nothing_back(clinic: Location) -> None:
    person = patient()
    checked_up(person, local("10-20 10:00").replace(year=2025))
    appointment = booked(person, "12-20 10:00")
    go("10-21 10:00")
    before = states()
    appointments.cancel(by=BY, now=local("11-23 08:00"), appointment_id=appointment.pk)
    assert (outcomes(go("11-23 10:00")), states()) == ({}, before)


@pytest.mark.parametrize(("status", "result"), [("fulfilled", {}), ("noshow", {"accepted": 1})])
def test_whoever_came_is_not_asked_for_a_check_up_again(
    clinic: Location, mail_folder: Path, status: str, result: dict[str, int]
) -> None:
    person = patient()
    checked_up(person, local("11-22 10:00").replace(year=2025))
    go("11-23 02:00", RunKind.NIGHTLY)
    appointment = booked(person, "11-25 10:00")
    go("11-23 10:00")
    Appointment.objects.filter(pk=appointment.pk).update(status=status)
    assert outcomes(go("11-25 15:00")) == result


def test_moved_and_moved_back_around_a_delivery_is_told_after_all(clinic: Location, mail_folder: Path) -> None:
    appointment = booked(patient(), "11-24 14:00")
    go("11-23 02:00", RunKind.NIGHTLY)
    for starts_at, now in (("11-25 14:00", "11-23 13:59"), ("11-24 14:00", "11-23 14:01")):
        appointments.move(by=BY, now=local(now), appointment_id=appointment.pk, starts_at=local(starts_at))
        delivery.deliver_due(local("11-23 14:00"), by=BY, only=Origin.JOURNEY)
    assert states() == [("a-day-before", "expired", "appointment-moved")]
    assert [outcomes(go(at)) for at in ("11-23 14:05", "11-23 14:10")] == [{"accepted": 1}, {}]


def test_cancelled_and_booked_again_around_a_delivery_is_told_after_all(clinic: Location, mail_folder: Path) -> None:
    appointment = booked(patient(), "11-24 14:00")
    go("11-23 02:00", RunKind.NIGHTLY)
    appointments.cancel(by=BY, now=local("11-23 13:59"), appointment_id=appointment.pk)
    delivery.deliver_due(local("11-23 14:00"), by=BY, only=Origin.JOURNEY)
    assert states() == [("a-day-before", "expired", "appointment-off")]
    Appointment.objects.update(status="booked")
    assert [outcomes(go(at)) for at in ("11-23 14:05", "11-23 14:10")] == [{"accepted": 1}, {}]
    assert Enrolment.objects.get().revision == 1


def elsewhere() -> Location:
    return Location.objects.create(name="Lakeside", address="1 Shore Road", time_zone="America/New_York")


def test_place_changed_after_its_reminder_is_told(clinic: Location, mail_folder: Path) -> None:
    appointment, other = booked(patient(), "11-24 14:00"), elsewhere()
    assert outcomes(go("11-23 14:00")) == {"accepted": 1}
    for place, now in ((other, "11-23 15:00"), (clinic, "11-23 15:01"), (other, "11-23 15:02")):
        appointments.move(
            by=BY,
            now=local(now),
            appointment_id=appointment.pk,
            starts_at=local("11-24 14:00"),
            location_id=place.pk,
        )
    assert [outcomes(go(at)) for at in ("11-23 15:05", "11-23 15:10")] == [{"accepted": 1}, {}]
    first, second = sorted(captured(mail_folder), key=lambda mail: "Lakeside" in mail)
    assert ("Main building" in first, "2:00" in first) == (True, True)
    assert ("Main building" in second, "3:00" in second) == (False, True)
    assert Enrolment.objects.get().time_zone == "America/New_York"


def test_place_changed_before_its_reminder_gives_one_mail_with_the_new_place(
    clinic: Location, mail_folder: Path
) -> None:
    appointment, other = booked(patient(), "11-24 14:00"), elsewhere()
    go("11-23 02:00", RunKind.NIGHTLY)
    appointments.move(
        by=BY,
        now=local("11-23 13:59"),
        appointment_id=appointment.pk,
        starts_at=local("11-24 14:00"),
        location_id=other.pk,
    )
    delivery.deliver_due(local("11-23 14:00"), by=BY, only=Origin.JOURNEY)
    assert states() == [("a-day-before", "expired", "appointment-moved")]
    assert [outcomes(go(at)) for at in ("11-23 14:05", "11-23 14:10")] == [{"accepted": 1}, {}]
    [mail] = captured(mail_folder)
    assert "Lakeside" in mail


def test_mail_that_missed_its_hours_waits_for_the_persons_next_ones(clinic: Location, mail_folder: Path) -> None:
    operated(patient(time_zone="America/New_York"), "11-23 16:00")
    go("11-24 02:00", RunKind.NIGHTLY)
    message = Message.objects.get()
    assert (message.due_at, message.leaves_until) == (local("11-24 16:00"), local("11-24 19:00"))
    late, early = (outcomes(go(at)) for at in ("11-24 19:30", "11-25 07:59"))
    message.refresh_from_db()
    assert (late, early, message.due_at, message.leaves_until) == (
        {}, {}, local("11-25 08:00"), local("11-25 19:00"),
    )  # fmt: skip
    assert outcomes(go("11-25 08:00")) == {"accepted": 1}


def test_mail_that_missed_its_last_hours_expires(clinic: Location, mail_folder: Path) -> None:
    booked(patient(), "11-24 10:00")
    go("11-23 02:00", RunKind.NIGHTLY)
    Message.objects.update(leaves_until=local("11-23 12:00"), expires_at=local("11-24 06:00"))
    Organisation.objects.update(quiet_from=time(12))
    assert [outcomes(go(at)) for at in ("11-23 12:30", "11-23 23:00", "11-24 06:00")] == [{}, {}, {"expired": 1}]
    assert states() == [("a-day-before", "expired", "too-late")]


def test_refusals_are_recorded_with_their_reason(clinic: Location, mail_folder: Path) -> None:
    booked(patient("dead", is_deceased=True), "11-24 14:00")
    booked(patient("silent", email=""), "11-24 14:00")
    booked(patient("lead", kind="lead"), "11-24 14:00")
    report = go("11-23 14:00")
    assert report.as_json()["journeys"]["appointment-reminder"] == {"refused": 2}
    assert report.as_json()["reasons"] == {"deceased": 1, "no-address": 1}


def test_nightly_run_is_done_once_per_clinic_date(clinic: Location) -> None:
    booked(patient(), "11-24 14:00")
    first, second = go("11-23 02:00", RunKind.NIGHTLY), go("11-23 04:00", RunKind.NIGHTLY)
    assert (first.planned, first.was_done_before) == (1, False)
    assert (second.planned, second.was_done_before) == (0, True)
    [night] = Run.objects.all()
    assert (night.clinic_date.isoformat(), night.counts["planned"]) == ("2026-11-23", 1)


def test_quiet_hours_and_closed_days_keep_planned_mail_back(clinic: Location, mail_folder: Path) -> None:
    BlockedDate.objects.create(day=local("11-24 00:00").date(), reason="Inventory")
    operated(patient(), "11-23 15:00")
    assert [outcomes(go(at)) for at in ("11-24 15:00", "11-25 07:59", "11-25 09:00")] == [{}, {}, {"accepted": 1}]


def test_rehearsal_tells_who_would_get_what_and_leaves_nothing(clinic: Location, mail_folder: Path) -> None:
    person = patient()
    booked(person, "11-24 14:00")
    booked(patient("silent", email=""), "11-24 14:00")
    report = run(local("11-23 14:00"), kind=RunKind.MANUAL, by=BY, rehearse=True)
    told = sorted((line.outcome, line.reason) for line in report.rehearsed)
    assert [outcome for outcome, _ in told] == ["planned", "refused"]
    assert (report.planned, outcomes(report)) == (1, {"refused": 1})
    assert (Message.objects.count(), Enrolment.objects.count(), Run.objects.count()) == (0, 0, 0)
    assert captured(mail_folder) == []


def test_rehearsal_after_the_run_has_nothing_left_to_tell(clinic: Location) -> None:
    booked(patient(), "11-24 14:00")
    booked(patient("silent", email=""), "11-24 14:00")
    go("11-23 14:00")
    report = run(local("11-23 14:00"), kind=RunKind.MANUAL, by=BY, rehearse=True)
    assert (report.planned, outcomes(report), report.rehearsed) == (0, {}, [])


def test_rehearsal_counts_what_would_be_too_late(clinic: Location) -> None:
    booked(patient(), "11-24 14:00")
    go("11-23 02:00", RunKind.NIGHTLY)
    report = run(local("11-25 14:00"), kind=RunKind.MANUAL, by=BY, rehearse=True)
    assert [(line.outcome, line.reason) for line in report.rehearsed] == [("expired", "too-late")]
    assert outcomes(report) == {"expired": 1}
    assert states() == [("a-day-before", "planned", "")]


def test_journey_switched_off_takes_back_and_on_again_plans_what_is_in_time(
    clinic: Location, mail_folder: Path
) -> None:
    appointment = booked(patient(), "11-24 14:00")
    go("11-23 02:00", RunKind.NIGHTLY)
    [enrolment] = Enrolment.objects.all()
    taken = switching.switch_off(journey_id=enrolment.journey_id, by=BY, now=local("11-23 09:00"))
    assert (taken, states()) == (1, [("a-day-before", "expired", "journey-off")])
    assert outcomes(go("11-23 14:00")) == {}
    switching.switch_on(journey_id=enrolment.journey_id, by=BY, now=local("11-23 15:00"))
    assert outcomes(go("11-23 15:05")) == {"accepted": 1}
    assert len(captured(mail_folder)) == 1
    assert appointment.status == "booked"


@pytest.mark.parametrize("kind", list(RunKind))
def test_finished_run_keeps_its_counts(clinic: Location, kind: RunKind) -> None:
    report = go("11-23 14:00", kind)
    [stored] = Run.objects.all()
    assert (stored.kind, stored.counts, stored.finished_at is not None) == (kind, report.as_json(), True)


def test_unsubscribed_inside_a_running_journey_gets_nothing_more(clinic: Location, mail_folder: Path) -> None:
    person = patient()
    operated(person, "11-23 15:00")
    assert outcomes(go("11-24 15:00")) == {"accepted": 1}
    go("11-30 02:00", RunKind.NIGHTLY)
    assert states(person.pk)[-1] == ("one-week", "planned", "")
    preferences.set_topic(
        by=BY, now=local("11-30 10:00"), person_id=person.pk, topic="aftercare", wanted=False, via="preference-page"
    )
    assert outcomes(go("11-30 15:00")) == {"refused": 1}
    assert states(person.pk)[-1] == ("one-week", "refused", "topic-off")
    assert len(captured(mail_folder)) == 1


def test_of_idle_sweeps_only_the_latest_is_kept(clinic: Location, mail_folder: Path) -> None:
    go("11-23 13:50", RunKind.SWEEP)
    go("11-23 13:55", RunKind.SWEEP)
    booked(patient(), "11-24 14:00")
    go("11-23 14:00", RunKind.SWEEP)
    go("11-23 14:05", RunKind.SWEEP)
    assert list(Run.objects.order_by("at").values_list("at", flat=True)) == [local("11-23 14:00"), local("11-23 14:05")]


def test_zone_that_shares_no_hour_with_the_clinic_stops_nobody(clinic: Location, mail_folder: Path) -> None:
    joined_on = local("11-23 00:00").date()
    patient("far", time_zone="Asia/Bangkok", joined_on=joined_on)
    patient("near", joined_on=joined_on)
    assert outcomes(go("11-23 08:30")) == {}
    assert outcomes(go("11-23 09:00")) == {"accepted": 2}


def test_quiet_hours_over_the_whole_day_skip_with_a_reason(clinic: Location, mail_folder: Path) -> None:
    Organisation.objects.update(quiet_from=time(8), quiet_until=time(21))
    booked(patient(), "11-24 14:00")
    assert outcomes(go("11-23 14:00")) == {"expired": 1}
    assert states() == [("a-day-before", "expired", "never-open")]


def test_enrolment_that_cannot_be_planned_stops_no_other(
    clinic: Location, mail_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("ada", "grace"):
        booked(patient(name), "11-24 14:00")
    go("11-22 10:00")
    broken = Enrolment.objects.order_by("id").last()
    before_all_time = datetime(1, 1, 1, tzinfo=UTC)
    Enrolment.objects.filter(pk=broken.pk).update(anchor_at=before_all_time)
    Appointment.objects.filter(pk=broken.appointment_id).update(starts_at=before_all_time)
    Enrolment.objects.update(next_due_at=local("11-23 14:00"))
    report = go("11-23 14:00")
    assert outcomes(report) == {"accepted": 1, "failed": 1}
    assert report.as_json()["reasons"] == {"error": 1}
    assert Enrolment.objects.get(pk=broken.pk).next_due_at == local("11-23 15:00")
    assert f"enrolment {broken.pk} could not be planned: OverflowError" in caplog.text
    assert outcomes(go("11-23 14:05")) == {}
