"""When a letter that could not be taken up is tried again."""

from datetime import timedelta

#: Tries so far → how long after it was posted the next one is due. Then it is stuck.
NEXT_TRY_AFTER = (timedelta(0), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
MOST_TRIES = len(NEXT_TRY_AFTER)
