"""What tests do most. In your tests, the program under test books, and receives the callbacks."""

import pytest

from xis import Rejected


def test_an_approval_reaches_spreekuur(practice):
    appointment = practice.book("kennismaking")

    practice.approve(appointment, "Tot dinsdag!")

    method, path, body = practice.next_callback()
    assert (method, path) == ("POST", "/AppointmentResponse")
    assert body["participantStatus"] == "accepted"
    assert body["comment"] == "Tot dinsdag!"


def test_the_practice_decides_after_half_a_minute(practice):
    practice.book("dubbel-consult")

    happened = practice.advance("PT1M")

    assert [event["kind"] for event in happened] == ["decide", "attempt"]
    assert practice.next_callback()[1] == "/AppointmentResponse"


def test_the_journal_has_every_request(practice):
    practice.admin("POST", "/faults", {"operation": "search-slot", "effect": {"status": 503}})

    with pytest.raises(Rejected, match="503"):
        practice.book("consult")

    [search] = practice.journal(operation="search-slot")
    assert search["status"] == 503
    assert practice.journal(operation="create-appointment") == []
