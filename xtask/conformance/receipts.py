"""Our receipts and checkpoints, as `vectors/ledger/` has them, against PyPI `proofbundle`.

    python receipts.py path/to/vectors/ledger

`proofbundle` wants a log's own signature beside the cosignatures, which our checkpoints do not have; compared are its
verdicts about the quorum of cosignatures and about the inclusion proof.
"""

import json
import sys
from pathlib import Path

from proofbundle.checkpoint import witness_quorum
from proofbundle.errors import ProofBundleError
from proofbundle.tlogproof import verify_tlog_proof

# Any key of a log: no line of our notes is by it.
LOG_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

# What we refuse and a reader of tlog-proof need not: extra data that is not the entry itself, or empty.
STRICTER_RECEIPTS = {"other-entry-carried", "empty-extra"}


def receipts(vectors):
    """Every receipt: the same verdict, but for the cases where ours is stricter."""
    trusted = vectors["authorities"]
    for case in vectors["cases"]:
        told = verify_tlog_proof(
            case["receipt"], bytes.fromhex(case["entry"]), LOG_KEY, trusted["keys"], threshold=trusted["quorum"]
        )
        theirs = bool(told["witnesses_ok"] and told["inclusion_ok"])
        ours = case["expected"] == "ok" or case["class"] in STRICTER_RECEIPTS
        assert ours == theirs, f"receipt {case['name']}: {case['expected']} here, {theirs} there"
    return len(vectors["cases"])


def checkpoints(vectors):
    """Every quorum that we accept, and none that we find too small or forged."""
    trusted, checked = vectors["authorities"], 0
    for case in vectors["cases"]:
        if case["expected"] not in ("ok", "quorum-not-reached", "invalid-signature"):
            continue
        try:
            theirs, _ = witness_quorum(
                case["note"], trusted["keys"], trusted["quorum"], log_key_material=None
            )
        except ProofBundleError:
            theirs = False
        assert (case["expected"] == "ok") == theirs, f"checkpoint {case['name']}: {case['expected']} here, {theirs} there"
        checked += 1
    return checked


def main(directory):
    def read(name):
        return json.loads((Path(directory) / name).read_text())

    print(f"      tlog-proof: {receipts(read('receipts.json'))} receipts judged alike")
    print(f"      cosignatures: {checkpoints(read('checkpoints.json'))} checkpoints judged alike")


if __name__ == "__main__":
    main(*sys.argv[1:])
