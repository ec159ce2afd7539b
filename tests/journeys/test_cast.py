from datetime import date

from journeys.demo import names
from journeys.demo.cast import cast

_OF_ONE_SCRIPT = {
    "zh-hant": set("".join(names.FAMILY_CHINESE["zh-hant"])) - set("".join(names.FAMILY_CHINESE["zh-hans"])),
    "zh-hans": set("".join(names.FAMILY_CHINESE["zh-hans"])) - set("".join(names.FAMILY_CHINESE["zh-hant"])),
}


def test_people_are_named_in_the_characters_of_their_language() -> None:
    found = {"zh-hant": "", "zh-hans": ""}
    for one in cast(2000, 1, date(2026, 6, 15)):
        if one.language in found:
            found[one.language] += one.family_name + one.given_name
    assert _OF_ONE_SCRIPT["zh-hant"].isdisjoint(found["zh-hans"])
    assert _OF_ONE_SCRIPT["zh-hans"].isdisjoint(found["zh-hant"])
    assert _OF_ONE_SCRIPT["zh-hans"] & set(found["zh-hans"]) == set("陈黄张吴刘杨许郑")
