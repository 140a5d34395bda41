"""A queue decided at once: on the conformance vectors, and on a ledger; and what is remembered of it."""

import asyncio
import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from screening import NOW, Screening

from medseal import (
    AuthorityList,
    Cancel,
    CancelledError,
    CredentialSchema,
    EligibilityPolicy,
    EligibilityRequest,
    EligibilityVerdict,
    EligibilityVerifier,
    MalformedError,
    MedsealError,
    PublicIdentity,
    SecretIdentity,
    StorageError,
    Wallet,
    aio,
)

VECTORS = Path(__file__).parents[3] / "vectors"
Answer = tuple[bytes, EligibilityRequest]


class Queue:
    """The queue of ``vectors/eligibility/screening.json``."""

    def __init__(self) -> None:
        file: dict[str, Any] = json.loads((VECTORS / "eligibility/screening.json").read_text())
        self.expected = [
            case["expected"] if isinstance(case["expected"], str) else case["expected"]["pseudonym"]
            for case in file["cases"]
        ]
        self.answers = [
            (
                bytes.fromhex(case["presentation"]),
                EligibilityRequest.from_bytes(bytes.fromhex(case["request"])),
            )
            for case in file["cases"]
        ]
        schema = CredentialSchema.from_json(file["schema"])
        self.policy = EligibilityPolicy.from_json(file["policy"], [schema])
        self.verifier = PublicIdentity.from_json(file["verifier"])
        self.audience: str = file["audience"]
        self.authorities = AuthorityList.from_verifier_keys(file["origin"], file["authorities"])
        self.proof = bytes.fromhex(file["status_proof"])
        self.now: int = file["now"]

    def fresh(self) -> EligibilityVerifier:
        return EligibilityVerifier(self.verifier, self.audience, self.policy)

    def open(self, path: Path) -> EligibilityVerifier:
        return EligibilityVerifier.open(path, self.verifier, self.audience, self.policy)

    def verify(self, verifier: EligibilityVerifier) -> list[str | None]:
        return [
            said(verdict)
            for verdict in verifier.verify_batch_with_proof(
                self.answers, self.proof, self.authorities, now=self.now
            )
        ]


def said(verdict: EligibilityVerdict) -> str | None:
    """The pseudonym of who is eligible, or the code of the refusal."""
    assert (verdict.eligible is None) != (verdict.refusal is None)
    return verdict.refusal if verdict.eligible is None else verdict.eligible.pseudonym


def test_the_vectors_at_once_and_one_by_one() -> None:
    queue = Queue()
    assert queue.verify(queue.fresh()) == queue.expected
    one_by_one = queue.fresh()
    for (shown, request), expected in zip(queue.answers, queue.expected, strict=True):
        try:
            decided: str | None = one_by_one.verify_with_proof(
                shown, request, queue.proof, queue.authorities, now=queue.now
            ).pseudonym
        except MedsealError as error:
            decided = error.code
        assert decided == expected


def test_what_was_accepted_is_remembered_in_a_file(tmp_path: Path) -> None:
    queue = Queue()
    with queue.open(tmp_path / "seen 🧪") as verifier:
        with pytest.raises(StorageError) as busy:
            queue.open(tmp_path / "seen 🧪")
        assert busy.value.code == "nonce-store-busy"
        assert queue.verify(verifier) == queue.expected
    with queue.open(tmp_path / "seen 🧪") as verifier:
        refused = {"not-eligible", "verifier-unavailable"}
        assert set(queue.verify(verifier)) == refused
    with pytest.raises(StorageError) as nowhere:
        queue.open(tmp_path / "no" / "where")
    assert nowhere.value.code == "storage-denied"


def answers(screening: Screening, count: int) -> list[Answer]:
    found = []
    for _ in range(count):
        request = screening.request()
        found.append((screening.wallet.present(screening.policy, request, now=NOW), request))
    return found


def test_a_batch_on_a_ledger() -> None:
    on = Screening()
    on.certify("7.4")
    first, second = answers(on, 2)
    batch = [first, (second[0][:100], second[1]), first]
    told: list[tuple[int, int | None]] = []

    def stop(done: int, total: int | None) -> bool:
        told.append((done, total))
        return False

    with pytest.raises(CancelledError):
        on.verifier.verify_batch(batch, on.ledger, progress=stop, now=NOW)
    assert told == [(3, 3)]
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(CancelledError):
        on.verifier.verify_batch(batch, on.ledger, cancel=cancel, now=NOW)
    # Nothing was accepted; now it is.
    decided = on.verifier.verify_batch(batch, on.ledger, now=NOW)
    assert [verdict.refusal for verdict in decided] == [None, "not-eligible", "not-eligible"]
    assert decided[0].eligible and decided[0].eligible.ledger == on.ledger.point()
    assert on.verifier.verify_batch([], on.ledger) == []
    with pytest.raises(MalformedError) as too_many:
        on.verifier.verify_batch([first] * 16_385, on.ledger, now=NOW)
    assert too_many.value.code == "invalid-argument"
    with pytest.raises(TypeError):
        on.verifier.verify_batch([first[0]], on.ledger)  # type: ignore[list-item]


def test_the_interpreter_and_the_event_loop_go_on() -> None:
    on = Screening()
    on.certify("7.4")
    (answer,) = answers(on, 1)
    ticks, done = 0, threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    ticking = threading.Thread(target=tick)
    ticking.start()
    decided = on.verifier.verify_batch([answer] * 400, on.ledger, now=NOW)
    done.set()
    ticking.join()
    assert ticks > 1
    assert [verdict.eligible is not None for verdict in decided] == [True] + [False] * 399

    async def screen() -> list[EligibilityVerdict]:
        return await aio.verify_batch(on.verifier, [answer], on.ledger, now=NOW)

    assert [verdict.refusal for verdict in asyncio.run(screen())] == ["not-eligible"]


def test_a_holder_takes_back_copies_that_a_thief_could_show() -> None:
    on = Screening()
    issued = on.certify("7.4")
    thief = Wallet.from_bytes(on.wallet.to_bytes(), on.patient)
    request = on.request()
    shown = thief.present(on.policy, request, now=NOW)
    (copies,) = on.wallet.revocable()
    assert copies.handles == issued.handles
    assert copies.ledger_id == on.ledger.details().ledger_id
    assert copies.handles[0] not in repr(copies)
    nobody = SecretIdentity.generate("x25519")
    assert on.ledger.revoke_credentials(nobody, copies.handles, now=NOW) == 3
    assert on.wallet.discard_revoked(copies.handles) == 3
    (entry,) = on.wallet.entries(now=NOW)
    assert entry.left == 0
    with pytest.raises(MedsealError) as refused:
        on.verifier.verify(shown, request, on.ledger, now=NOW)
    assert refused.value.code == "not-eligible"
