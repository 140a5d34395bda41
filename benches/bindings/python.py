"""What the package ``medseal`` costs in Python: beside Rust on the same machine in the same run, beside
the same work by hand with ``cryptography``, and beside PyPI's ``crypt4gh``.

Started by ``cargo xtask bench-report bindings`` with the release build installed; MEDSEAL_BASELINE is the
program that does the same in Rust. Prints one JSON object a line.

Both sides make a fresh buffer for each result and drop all of a turn's after it; with ``into`` in its name, a
row is about results written to a buffer that was there before.
"""

import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from statistics import median, quantiles

import crypt4gh.lib
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from medseal import Cancel, SealedRecord, SecretIdentity

QUICK = "--quick" in sys.argv
KIB, MIB = 1024, 1024 * 1024
LARGE = 32 * MIB if QUICK else 256 * MIB
ROUNDS, LARGE_ROUNDS = (5, 5) if QUICK else (41, 15)

author = SecretIdentity.generate("x25519")
patient = SecretIdentity.generate("x25519")
document = patient.public()

Work = Callable[[], object]
Side = Callable[[int], list[float]]
"""Does its work so often, and once more before that does not count; gives the seconds of each time."""


def python(work: Work) -> Side:
    """Work of this process. What it makes is dropped after the last time."""

    def times(count: int) -> list[float]:
        taken, made = [], []
        for _ in range(count + 1):
            begin = time.perf_counter()
            made.append(work())
            taken.append(time.perf_counter() - begin)
        return taken[1:]

    return times


class Rust:
    """The program that does the same in Rust, waiting for orders."""

    def __init__(self) -> None:
        program = os.environ["MEDSEAL_BASELINE"]
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, work: str, length: int) -> Side:
        def times(count: int) -> list[float]:
            assert self.process.stdin and self.process.stdout
            self.process.stdin.write(f"{work} {length} {count} 1\n")
            self.process.stdin.flush()
            return list(json.loads(self.process.stdout.readline()))

        return times


def lower_quartiles(length: int, *sides: Side) -> list[float]:
    """The seconds that a quarter of each side's times stay below. They take turns, every other round
    backwards, so that what slows the machine for a while slows all; and what slows one side for a while,
    as two threads on one processor do, is not in the lower quarter."""
    count = max(1, min(50, 8 * MIB // max(length, 1)))
    samples: list[list[float]] = [[] for _ in sides]
    for number in range(ROUNDS if length <= MIB else LARGE_ROUNDS):
        turns = list(zip(sides, samples, strict=True))
        for side, taken in turns if number % 2 == 0 else reversed(turns):
            taken.extend(side(count))
    return [sorted(taken)[len(taken) // 4] for taken in samples]


def row(
    case: str,
    metric: str,
    unit: str,
    ours: float,
    peer: str | None = None,
    theirs: float | None = None,
    goal: float | None = None,
    higher: bool = True,
    of: str = "Python",
) -> None:
    """Prints one line of the report."""
    ratio = None if theirs is None else (ours / theirs if higher else theirs / ours)
    line = {
        "area": "bindings",
        "case": f"{of}: {case}",
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


def records(rust: Rust) -> None:
    """Seals and opens records of three lengths."""
    for name, length in (("1 KiB", KIB), ("1 MiB", MIB), (f"{LARGE // MIB} MiB", LARGE)):
        plaintext = bytes([7]) * length
        small = length < MIB
        metric, unit = ("records", "1/s") if small else ("throughput", "MB/s")
        goal = None if small else 0.95

        def figure(seconds: float, length: int = length, small: bool = small) -> float:
            return 1 / seconds if small else length / seconds / 1e6

        def seal(plaintext: bytes = plaintext) -> SealedRecord:
            return SealedRecord.seal(author, document, plaintext)

        sealed = bytes(seal())

        def open(sealed: bytes = sealed) -> object:
            return SealedRecord.open_bytes(sealed, patient)

        place = bytearray(SealedRecord.sealed_length_at_most(length))

        def seal_into(plaintext: bytes = plaintext, place: bytearray = place) -> object:
            return SealedRecord.seal_into(author, document, plaintext, place)

        def open_into(sealed: bytes = sealed, place: bytearray = place) -> object:
            return SealedRecord.open_into(sealed, patient, place)

        works: tuple[tuple[str, Work], ...] = (
            ("seal", seal),
            ("open", open),
            ("seal-into", seal_into),
            ("open-into", open_into),
        )
        for verb, work in works:
            ours, theirs = lower_quartiles(length, python(work), rust(verb, length))
            case = f"{verb.replace('-into', '')} {name}" + (", into" if "into" in verb else "")
            row(case, metric, unit, figure(ours), "Rust", figure(theirs), goal)
        for peer, other in (("cryptography, by hand", ByHand()), ("crypt4gh", Crypt4GH())):
            made = other.seal(plaintext)
            peers: tuple[tuple[str, Work, Work], ...] = (
                ("seal", seal, lambda: other.seal(plaintext)),
                ("open", open, lambda: other.open(made)),  # type: ignore[arg-type]
            )
            for verb, work, by in peers:
                ours, theirs = lower_quartiles(length, python(work), python(by))
                row(f"{verb} {name}", metric, unit, figure(ours), peer, figure(theirs))


def bounds(rust: Rust) -> None:
    """What no shell can be faster than, on this machine: copying, and writing to memory that is new."""
    for name, length in (("1 MiB", MIB), (f"{LARGE // MIB} MiB", LARGE)):
        copy, touch = lower_quartiles(length, rust("copy", length), rust("touch", length))
        for case, seconds in (("copy", copy), ("write to fresh memory", touch)):
            row(f"{case}, {name}", "throughput", "MB/s", length / seconds / 1e6, of="Bound")


def calls() -> None:
    """What it costs to cross the border. So many calls at a time that the clock does not show; they make
    nothing that would have to be collected."""
    cancel = Cancel()
    details = SealedRecord.seal(author, document, b"").header.details()
    count = 20_000 if QUICK else 200_000

    def many(work: Work) -> Side:
        def times(_: int) -> list[float]:
            begin = time.perf_counter()
            for _ in range(count):
                work()
            return [(time.perf_counter() - begin) / count]

        return times

    works: dict[str, Work] = {
        "": lambda: None,
        "attribute of a record": lambda: details.version,
        "method": lambda: cancel.cancel(),
        "property of a handle": lambda: author.is_closed,
    }
    empty, *taken = lower_quartiles(1, *(many(work) for work in works.values()))
    for case, seconds in zip(list(works)[1:], taken, strict=True):
        row(f"call: {case}", "time", "ns", (seconds - empty) * 1e9, higher=False)


def latency() -> None:
    """How late another Python thread wakes up while 1 GiB is sealed, beside one that nobody disturbs."""
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
    time.sleep(0.1 if QUICK else 1)
    idle = late.copy()
    begin = len(late)
    SealedRecord.seal(author, document, plaintext)
    busy = late[begin:]
    done.set()
    thread.join()
    case = f"other thread while {len(plaintext) // MIB} MiB are sealed"
    for name, of in (
        ("delay, median", median),
        ("delay, 99 %", lambda late: quantiles(late, n=100)[98]),
        ("delay, worst", max),
    ):
        row(case, name, "ms", of(busy) * 1e3, "idle", of(idle) * 1e3, higher=False)


if __name__ == "__main__":
    baseline = Rust()
    bounds(baseline)
    calls()
    records(baseline)
    latency()
