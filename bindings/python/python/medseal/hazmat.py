"""Primitives bare, for interoperability with other implementations.

**Hazardous.** Nothing here is bound to a record, a grant or a person, and a salt that is used twice
with the same key destroys the secrecy of both messages. Applications seal records and never need
this module.
"""

from ._medseal import (
    HpkeSealed,
    cobblestone256_open,
    cobblestone256_seal,
    ed25519_verify,
    hpke_open,
    hpke_seal,
    open_record,
    unwrap_category_key,
    verify_consistency,
    verify_inclusion,
    verify_state,
)

__all__ = [
    "HpkeSealed",
    "cobblestone256_open",
    "cobblestone256_seal",
    "ed25519_verify",
    "hpke_open",
    "hpke_seal",
    "open_record",
    "unwrap_category_key",
    "verify_consistency",
    "verify_inclusion",
    "verify_state",
]
