import pytest

from patients.domain.deceased import is_deceased_from


@pytest.mark.parametrize(
    "told",
    [
        *("yes", "Y", "TRUE", "1", "deceased", "是"),
        *("2020", "2020-05", "2020-05-17", "2020-05-17T10:00:00Z", "2020/5/17", "20200517", "2020年5月17日"),
        *(
            "05/17/2020",
            "17.05.2020",
            "05/2020",
            "5/17/20",
            "5/17/2020 14:05",
            "May 17, 2020",
            "17-May-2020",
            "May 2020",
        ),
    ],
)
def test_a_yes_and_any_date_mean_dead(told: str) -> None:
    assert is_deceased_from(told) is True


@pytest.mark.parametrize("told", ["no", " N ", "false", "0", "alive", "否"])
def test_a_clear_no_means_alive(told: str) -> None:
    assert is_deceased_from(told) is False


@pytest.mark.parametrize("told", ["", "?", "unknown", "0000-00-00", "00/00/0000", "00/00/00", "N/A", "see 2020 note"])
def test_what_says_neither_says_nothing(told: str) -> None:
    assert is_deceased_from(told) is None
