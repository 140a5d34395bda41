"""What the package ``medseal`` costs in Python: beside Rust on the same machine in the same run, beside
the same work by hand with ``cryptography``, and beside PyPI's ``crypt4gh``.

Started by ``cargo xtask bench-report bindings`` with the release build installed; MEDSEAL_BASELINE is the
program that measures Rust. Prints one JSON object a line.
"""

import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from statistics import median

import crypt4gh.lib
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from medseal import Cancel, SealedRecord, SecretIdentity

QUICK = "--quick" in sys.argv
KIB, MIB = 1024, 1024 * 1024
LARGE = 32 * MIB if QUICK else 256 * MIB

author = SecretIdentity.generate("x25519")
patient = SecretIdentity.generate("x25519")
document = patient.public()


def seconds(*works: Callable[[], object]) -> list[float]:
    """The median time of each piece of work; they take turns, so that what slows the machine for a
    while slows all. What the work makes is dropped outside of the time."""
    begin = time.perf_counter()
    for work in works:
        work()
    each = (time.perf_counter() - begin) / len(works)
    group = max(1, int(0.005 / max(each, 1e-9)))
    samples: list[list[float]] = [[] for _ in works]
    until = time.perf_counter() + (0.5 if QUICK else 3) * len(works)
    while len(samples[0]) < 5 or time.perf_counter() < until:
        for work, taken in zip(works, samples, strict=True):
            if group == 1:
                begin = time.perf_counter()
                made = work()
                taken.append(time.perf_counter() - begin)
                del made
                continue
            begin = time.perf_counter()
            for _ in range(group):
                work()
            taken.append((time.perf_counter() - begin) / group)
    return [median(taken) for taken in samples]


def row(
    case: str,
    metric: str,
    unit: str,
    ours: float,
    peer: str | None = None,
    theirs: float | None = None,
    goal: float | None = None,
    higher: bool = True,
) -> None:
    """Prints one line of the report."""
    ratio = None if theirs is None else (ours / theirs if higher else theirs / ours)
    line = {
        "area": "bindings",
        "case": f"Python: {case}",
        "metric": metric,
        "unit": unit,
        "ours": ours,
        "peer": peer,
        "theirs": theirs,
        "ratio": ratio,
        "goal": None if goal is None else f"ratio ≥ {goal}",
        "met": None if goal is None or ratio is None else ratio >= goal,
    }
    print(json.dumps(line), flush=True)


class ByHand:
    """HPKE for the key and AES-256-GCM for the record, as one would write it with ``cryptography``: no
    commitment, no signature, no digest, and all of it in memory."""

    def __init__(self) -> None:
        self.secret = X25519PrivateKey.generate()
        self.suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

    def seal(self, plaintext: bytes) -> tuple[bytes, bytes]:
        key = AESGCM.generate_key(256)
        wrapped = self.suite.encrypt(key, self.secret.public_key(), info=b"bench")
        return wrapped, AESGCM(key).encrypt(bytes(12), plaintext, None)

    def open(self, sealed: tuple[bytes, bytes]) -> bytes:
        wrapped, ciphertext = sealed
        key = self.suite.decrypt(wrapped, self.secret, info=b"bench")
        return AESGCM(key).decrypt(bytes(12), ciphertext, None)


class Crypt4GH:
    """The file format of genomics, by its reference implementation."""

    def __init__(self) -> None:
        secret = X25519PrivateKey.generate()
        self.secret = secret.private_bytes_raw()
        self.public = secret.public_key().public_bytes_raw()

    def seal(self, plaintext: bytes) -> bytes:
        sealed = io.BytesIO()
        crypt4gh.lib.encrypt([(0, self.secret, self.public)], io.BytesIO(plaintext), sealed)
        return sealed.getvalue()

    def open(self, sealed: bytes) -> bytes:
        opened = io.BytesIO()
        crypt4gh.lib.decrypt([(0, self.secret, None)], io.BytesIO(sealed), opened)
        return opened.getvalue()


def records() -> None:
    """Seals and opens records of three lengths."""
    for name, length in (("1 KiB", KIB), ("1 MiB", MIB), (f"{LARGE // MIB} MiB", LARGE)):
        plaintext = os.urandom(min(length, MIB)) * max(1, length // MIB)
        sealed = SealedRecord.seal(author, document, plaintext)
        small = length < MIB
        metric, unit = ("records", "1/s") if small else ("throughput", "MB/s")

        def figure(time: float, length: int = length, small: bool = small) -> float:
            return 1 / time if small else length / time / 1e6

        def seal(plaintext: bytes = plaintext) -> object:
            return SealedRecord.seal(author, document, plaintext)

        def open(sealed: SealedRecord = sealed) -> object:
            return sealed.open(patient)

        goal = None if small else 0.95
        rust = baseline(length)
        sealing, opening = seconds(seal, open)
        row(f"seal {name}", metric, unit, figure(sealing), "Rust", figure(rust["seal"]), goal)
        row(f"open {name}", metric, unit, figure(opening), "Rust", figure(rust["open"]), goal)
        for peer, other in (("cryptography, by hand", ByHand()), ("crypt4gh", Crypt4GH())):
            theirs = other.seal(plaintext)
            ours, hand = seconds(seal, lambda: other.seal(plaintext))
            row(f"seal {name}", metric, unit, figure(ours), peer, figure(hand))
            ours, hand = seconds(open, lambda: other.open(theirs))  # type: ignore[arg-type]
            row(f"open {name}", metric, unit, figure(ours), peer, figure(hand))


def baseline(length: int) -> dict[str, float]:
    """What Rust takes, in seconds."""
    program = os.environ["MEDSEAL_BASELINE"]
    return dict(json.loads(subprocess.check_output([program, str(length)])))


def calls() -> None:
    """What it costs to cross the border."""
    cancel = Cancel()
    sealed = SealedRecord.seal(author, document, b"")
    details = sealed.header.details()
    empty, attribute, released, view = seconds(
        lambda: None,
        lambda: details.version,
        lambda: author.is_closed,
        lambda: memoryview(sealed),
    )
    (method,) = seconds(cancel.cancel)
    for case, taken in (
        ("attribute of a record", attribute - empty),
        ("method", method),
        ("method that lets go of the interpreter", released - empty),
        ("view of a buffer", view - empty),
    ):
        row(case, "time", "ns", taken * 1e9, higher=False)


def latency() -> None:
    """How late another Python thread wakes up while 1 GiB is sealed."""
    plaintext = bytes(64 * MIB if QUICK else 1024 * MIB)
    late: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            begin = time.perf_counter()
            time.sleep(0.001)
            late.append(time.perf_counter() - begin - 0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    time.sleep(0.5)
    idle = list(late)
    late.clear()
    SealedRecord.seal(author, document, plaintext)
    busy = list(late)
    done.set()
    thread.join()
    for name, of in (("median", median), ("worst", max)):
        row(
            f"other thread while {len(plaintext) // MIB} MiB are sealed, {name} delay",
            "time",
            "ms",
            of(busy) * 1e3,
            "idle",
            of(idle) * 1e3,
            higher=False,
        )


if __name__ == "__main__":
    calls()
    records()
    latency()
