"""Nothing is left behind."""

import gc
from collections.abc import Callable
from pathlib import Path

import pytest

from medseal import KeyFileCost, MedsealError, SealedHeader, SealedRecord, SecretIdentity

CYCLES = 10_000
MIB = 1024 * 1024


def resident() -> int:
    """Bytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def open_and_drop(sealed: SealedRecord, patient: SecretIdentity) -> None:
    memoryview(sealed.open(patient))


def header(sealed: SealedRecord, patient: SecretIdentity) -> None:
    SealedHeader.from_bytes(sealed).details()


def close(sealed: SealedRecord, patient: SecretIdentity) -> None:
    with SecretIdentity.generate("x25519") as identity:
        identity.rotate_category("LAB")


def fail(sealed: SealedRecord, patient: SecretIdentity) -> None:
    try:
        SealedRecord.from_bytes(memoryview(sealed)[:-1])
    except MedsealError:
        pass
    KeyFileCost(1, 2, 3)


@pytest.mark.parametrize("cycle", [open_and_drop, header, close, fail])
def test_ten_thousand_cycles_leave_nothing_behind(
    cycle: Callable[[SealedRecord, SecretIdentity], None],
) -> None:
    patient = SecretIdentity.generate("x25519")
    # 2 KiB: were one of them lost in each cycle, 20 MiB would be gone.
    sealed = SealedRecord.seal(patient, patient.public(), bytes(2048))
    for _ in range(CYCLES // 10):
        cycle(sealed, patient)
    gc.collect()
    before = resident()
    for _ in range(CYCLES):
        cycle(sealed, patient)
    gc.collect()
    assert resident() - before < 8 * MIB
