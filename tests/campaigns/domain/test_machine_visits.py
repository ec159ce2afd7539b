from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from campaigns.domain.machine_visits import Sign, Visit, many_at_once, sign_of

LEFT = datetime(2026, 11, 23, 15, tzinfo=UTC)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
GOOGLE = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"


def _at(seconds: float) -> datetime:
    return LEFT + timedelta(seconds=seconds)


def _click(seconds: float = 300, agent: str = CHROME, **told: str) -> Visit:
    return Visit(at=_at(seconds), agent=agent, link="0a1b2c3d", **told)


@pytest.mark.parametrize(
    ("visit", "sign"),
    [
        (_click(), None),
        (_click(agent=IPHONE), None),
        (_click(10), None),
        (_click(9.9), Sign.TOO_SOON),
        (_click(0), Sign.TOO_SOON),
        (_click(-5), Sign.TOO_SOON),
        (_click(method="HEAD"), Sign.HEAD),
        (_click(purpose="prefetch"), Sign.PREFETCH),
        (_click(purpose="prefetch;prerender"), Sign.PREFETCH),
        (_click(agent=""), Sign.AGENT),
        (_click(agent="  "), Sign.AGENT),
        (_click(agent="Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"), Sign.AGENT),
        (_click(agent="python-requests/2.32"), Sign.AGENT),
        (_click(agent="curl/8.5.0"), Sign.AGENT),
        (_click(agent="Mozilla/5.0 HeadlessChrome/141.0"), Sign.AGENT),
        (_click(agent="BarracudaCentral/1.0"), Sign.AGENT),
        (_click(agent=GOOGLE), Sign.AGENT),
    ],
)
def test_click_is_a_programs_by_any_one_sign(visit: Visit, sign: Sign | None) -> None:
    assert sign_of(visit, left_at=LEFT) == sign


@pytest.mark.parametrize(
    ("agent", "sign"),
    [
        (CHROME, None),
        (GOOGLE, None),
        ("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", None),
        ("Mozilla/5.0", Sign.AGENT),
        ("", Sign.AGENT),
        ("Wget/1.21", Sign.AGENT),
    ],
)
def test_picture_that_a_mailbox_fetches_for_its_reader_is_an_opening(agent: str, sign: Sign | None) -> None:
    assert sign_of(Visit(at=_at(300), agent=agent), left_at=LEFT) == sign


def test_message_without_a_known_moment_is_judged_by_the_rest() -> None:
    assert sign_of(_click(0), left_at=None) is None


@pytest.mark.parametrize(
    ("visits", "machines"),
    [
        ([(0, "a")], []),
        ([(0, "a"), (0.5, "a"), (0.9, "a")], []),
        ([(0, "a"), (2, "b")], []),
        ([(0, "a"), (1, "b")], [(0, "a"), (1, "b")]),
        ([(0, "a"), (1.1, "b")], []),
        ([(0, "a"), (5, "b"), (10, "c")], [(0, "a"), (5, "b"), (10, "c")]),
        ([(0, "a"), (5, "b"), (10.1, "c")], []),
        ([(0, "a"), (5, "b"), (8, "c"), (300, "a")], [(0, "a"), (5, "b"), (8, "c")]),
        ([(0, "a"), (60, "b"), (120, "c")], []),
        ([(0, "a"), (9, "b"), (9.5, "c")], [(0, "a"), (9, "b"), (9.5, "c")]),
    ],
)
def test_many_links_at_once_are_a_programs(visits: list[tuple[float, str]], machines: list[tuple[float, str]]) -> None:
    shuffled = [(_at(seconds), link) for seconds, link in visits]
    Random(7).shuffle(shuffled)
    assert set(many_at_once(shuffled)) == {(_at(seconds), link) for seconds, link in machines}
