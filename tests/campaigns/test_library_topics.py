"""What ships fits its purpose, so that a link in a mail switches off what the mail belongs to."""

from campaigns import library
from consent.domain.words import MARKETING_TOPICS, Purpose, topic_fits
from tests.consent.domain.test_gate_matrix import COLUMNS


def test_built_in_texts_have_a_topic_of_their_purpose() -> None:
    shipped = list(library.templates())
    assert [text.slug for text in shipped if not topic_fits(Purpose(text.purpose), text.topic)] == []


def test_link_in_a_request_for_a_testimonial_switches_marketing_off_as_the_table_of_the_gate_says() -> None:
    [text] = [text for text in library.templates() if text.purpose == Purpose.TESTIMONIAL]
    assert text.topic in MARKETING_TOPICS
    assert COLUMNS["testim"] == (Purpose.TESTIMONIAL, text.topic)
