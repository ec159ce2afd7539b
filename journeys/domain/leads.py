"""When somebody who gets to know the clinic is ready to hear from a human being."""

#: One link may be followed by a scanner of their mail service, or by mistake.
_LETTERS_FOLLOWED = 2


def is_qualified(letters_followed: int) -> bool:
    """`letters_followed`: in how many letters of the journey they followed a link, as far as they let us know."""
    return letters_followed >= _LETTERS_FOLLOWED
