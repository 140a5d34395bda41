"""Consent: grants, requests for access, decisions, and records unlocked by them."""

from ._medseal import (
    AccessPermit,
    AccessRequest,
    AccessRequestDetails,
    BreakGlass,
    Decision,
    DecisionDetails,
    DecisionRules,
    Grant,
    GrantDetails,
    GrantTerms,
    PermitDetails,
    Unlocked,
)

__all__ = [
    "AccessPermit",
    "AccessRequest",
    "AccessRequestDetails",
    "BreakGlass",
    "Decision",
    "DecisionDetails",
    "DecisionRules",
    "Grant",
    "GrantDetails",
    "GrantTerms",
    "PermitDetails",
    "Unlocked",
]
