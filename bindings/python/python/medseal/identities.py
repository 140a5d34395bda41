"""Identities: who seals, who opens, and who is a patient."""

from ._medseal import (
    CategoryDetails,
    KeyFileCost,
    PublicIdentity,
    PublicIdentityDetails,
    SecretIdentity,
)

__all__ = [
    "CategoryDetails",
    "KeyFileCost",
    "PublicIdentity",
    "PublicIdentityDetails",
    "SecretIdentity",
]
