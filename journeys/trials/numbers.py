"""Who is who in a trial: a number, an address made of it, and whether anything bars mail to it. Pure."""

_BARRED = {3: "no-address", 6: "deceased", 9: "bounced"}


def address_of(number: int) -> str:
    return f"person{number}@example.com"


def phone_of(number: int) -> str:
    return f"+1312{4_000_000 + number}"


def number_of(address: str) -> int:
    return int(address.removeprefix("person").split("@")[0])


def is_barred(number: int) -> str:
    """Why no mail may go there, where the crowd has obstacles; empty when it may."""
    return _BARRED.get(number % 10, "")


def moved_to(number: int) -> str:
    """Another address of the same number's."""
    return f"person{number}@example.org"
