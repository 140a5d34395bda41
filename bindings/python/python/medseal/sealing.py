"""Sealed records: sealing and opening in memory, between files and between streams."""

from ._medseal import (
    Cancel,
    HeaderDetails,
    Plaintext,
    SealedHeader,
    SealedRecord,
    SlotDetails,
)

__all__ = [
    "Cancel",
    "HeaderDetails",
    "Plaintext",
    "SealedHeader",
    "SealedRecord",
    "SlotDetails",
]
