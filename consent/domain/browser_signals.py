"""What a browser says about tracking by itself: Global Privacy Control and Do Not Track (W3C).

Both headers mean something only as "1". Do Not Track's "0" (go ahead) is heard as nothing said: a yes is given here,
to words that say what for.
"""

GPC_HEADER, DNT_HEADER = "Sec-GPC", "DNT"


def asks_not_to_track(*, gpc: str, dnt: str) -> bool:
    """The values of the two headers, empty where there is none."""
    return gpc.strip() == "1" or dnt.strip() == "1"


def may_count(*, asked_not_to: bool, chosen: str) -> bool:
    """Whether visits of this browser may be counted. `chosen`: its answer on the page about cookies; none means no."""
    return chosen == "yes" and not asked_not_to
