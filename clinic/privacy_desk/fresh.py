"""The seam to a fresh sign-in, which what leaves the house asks for."""

from clinic.denials import Page


def needs_fresh_sign_in(page: Page) -> Page:
    return page
