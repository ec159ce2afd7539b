"""The signer's copy as PDF: what was shown, and how it was signed (45 CFR 164.508(c)(1)(vi), (c)(4))."""

from dataclasses import dataclass
from datetime import date, datetime

from consent.documents import Shown


@dataclass(frozen=True, slots=True, repr=False)
class SignedBlock:
    """How it was signed. Names and authority are PHI: hold it as briefly as they are held.

    `signed_at`: the clinic-local moment, aware; of a paper, the date beside the signature.
    `patient`: whose paper it is, by the name on record.
    """

    name: str
    signed_at: datetime | date
    representative: bool = False
    authority: str = ""
    patient: str = ""


def copy_of(shown: Shown, signed: SignedBlock, language: str) -> bytes:
    """A PDF with embedded fonts: every section that was shown, the signature block, the text's SHA-256.

    The same arguments give the same document. The file's own properties name the form and the clinic, nobody else.
    Raises `consent.copies.fonts.NoFont`.
    """
    # Here, because what draws is a sixth of the imports of every process, and most processes draw nothing.
    from consent.copies.signed_sheet import SignedSheet

    return bytes(SignedSheet(shown, signed, language).output())
