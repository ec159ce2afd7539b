"""Local days and times as somebody reads them in a mail."""

from datetime import datetime
from zoneinfo import ZoneInfo

from campaigns.domain.placeholders import EN

_EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ZH_DAYS = "一二三四五六日"


def day_in_words(moment: datetime, zone: str, language: str) -> str:
    """`Tuesday, March 3` · `3月3日（星期二）`, in the zone."""
    day = moment.astimezone(ZoneInfo(zone))
    if language == EN:
        return f"{_EN_DAYS[day.weekday()]}, {_EN_MONTHS[day.month - 1]} {day.day}"
    return f"{day.month}月{day.day}日（星期{_ZH_DAYS[day.weekday()]}）"


def time_in_words(moment: datetime, zone: str, language: str) -> str:
    """`9:30 AM` · `上午 9:30`, in the zone."""
    clock = moment.astimezone(ZoneInfo(zone))
    hour = clock.hour % 12 or 12
    if language == EN:
        return f"{hour}:{clock.minute:02} {'AM' if clock.hour < 12 else 'PM'}"
    noon = "凌晨" if clock.hour < 6 else "上午" if clock.hour < 12 else "中午" if clock.hour == 12 else "下午"
    if clock.hour >= 18:
        noon = "晚上"
    return f"{noon} {hour}:{clock.minute:02}"
