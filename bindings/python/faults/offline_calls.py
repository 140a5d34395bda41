"""One call for each export of the facade that reads grants and decides without a ledger."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from calls import HASH, fresh, refused
from ledger_calls import (
    AUTHORITIES,
    AUTHORITY,
    COMMITMENT,
    GRANT,
    LEDGER,
    LEDGER_ID,
    RECEIPT,
)

from medseal import (
    AccessPermit,
    AccessRequest,
    Decision,
    DecisionPoint,
    DecisionRules,
    ErasureReceipt,
    GrantChain,
    MalformedError,
    RecordFacts,
    SignedGrant,
    StatedView,
    hazmat,
)

VECTORS = Path(__file__).parents[3] / "vectors/consent"


def first(area: str) -> dict[str, Any]:
    case: dict[str, Any] = json.loads((VECTORS / area).read_text())["cases"][0]
    return case


SIGNED, DECIDED = first("grants.json"), first("decisions.json")
VIEW = StatedView.from_json(json.dumps(DECIDED["view"]))
CHAIN = GRANT.chain()
ATTESTATION = ErasureReceipt.attest(AUTHORITY, LEDGER_ID, COMMITMENT)


def signed() -> SignedGrant:
    return SignedGrant.from_bytes(bytes.fromhex(SIGNED["grant"]), bytes.fromhex(SIGNED["salt"]))


def point() -> DecisionPoint:
    return DecisionPoint(DecisionRules(DECIDED["rules"]["audience"]))


def decided() -> AccessPermit:
    record = DECIDED["record"]
    return point().decide(
        AccessRequest.from_bytes(bytes.fromhex(DECIDED["request"])),
        GrantChain.from_bytes(bytes.fromhex(DECIDED["chain"])),
        RecordFacts(record["record"], record["commitment"], record["category"], record["created"]),
        VIEW,
        now=DECIDED["now"],
    )


def opened() -> None:
    with DecisionPoint.open(fresh("permitted"), DecisionRules(DECIDED["rules"]["audience"])):
        pass


def malformed(call: Callable[[], object]) -> None:
    """A call that works if it finds nothing to read."""
    try:
        call()
    except MalformedError:
        return
    raise AssertionError("it was to fail")


CALLS: dict[str, Callable[[], object]] = {
    "AuthorityList.verify_checkpoint": lambda: AUTHORITIES.verify_checkpoint(LEDGER.checkpoint()),
    "Decision.replay": lambda: Decision.from_bytes(bytes.fromhex(DECIDED["proof"])).replay(VIEW),
    "DecisionPoint.decide": decided,
    "DecisionPoint.new": point,
    "DecisionPoint.open": opened,
    "ErasureReceipt.read_attestation": lambda: ErasureReceipt.read_attestation(
        ATTESTATION, LEDGER_ID, COMMITMENT
    ),
    "Grant.chain": GRANT.chain,
    "GrantChain.from_bytes": lambda: GrantChain.from_bytes(CHAIN.to_bytes()),
    "GrantChain.grants": CHAIN.grants,
    "GrantChain.to_bytes": CHAIN.to_bytes,
    "Receipt.verify_entry": lambda: refused(lambda: RECEIPT.verify_entry(AUTHORITIES, b"other")),
    "SignedGrant.details": lambda: signed().details(),
    "SignedGrant.from_bytes": signed,
    "StatedView.from_json": lambda: StatedView.from_json(json.dumps(DECIDED["view"])),
    "hazmat.unwrap_category_key": lambda: malformed(
        lambda: hazmat.unwrap_category_key("x25519", HASH, b"")
    ),
    "hazmat.verify_state": lambda: malformed(lambda: hazmat.verify_state(HASH, b"", HASH)),
}
