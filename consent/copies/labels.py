"""The words of a signer's copy that stand around what was shown."""

from collections.abc import Mapping
from typing import NamedTuple

from clinic.enums import Language


class Labels(NamedTuple):
    signature: str
    signed_at: str
    authority: str
    patient: str
    digest: str


LABELS: Mapping[str, Labels] = {
    Language.ENGLISH: Labels(
        signature="Signature",
        signed_at="Date of the signature",
        authority="Signed by a representative, who may sign because",
        patient="Patient",
        digest="Fingerprint of the text shown (SHA-256):",
    ),
    Language.TRADITIONAL_CHINESE: Labels(
        signature="簽名",
        signed_at="簽名日期",
        authority="由代理人簽名，代理人有權簽名的理由",
        patient="病人",
        digest="所示文字的指紋（SHA-256）：",
    ),
    Language.SIMPLIFIED_CHINESE: Labels(
        signature="签名",
        signed_at="签名日期",
        authority="由代理人签名，代理人有权签名的理由",
        patient="患者",
        digest="所示文字的指纹（SHA-256）：",
    ),
}
