"""Sealing and opening into buffers of the caller's."""

import array
import mmap

import numpy
import pytest

from medseal import (
    ClosedError,
    CryptographicError,
    MalformedError,
    SealedRecord,
    SecretIdentity,
)

BEFORE = 0xB5


@pytest.fixture(scope="module")
def sealed(patient: SecretIdentity) -> bytes:
    return bytes(SealedRecord.seal(patient, patient.public(), bytes([7]) * 100_000))


def test_one_buffer_serves_records_of_all_lengths(patient: SecretIdentity) -> None:
    document = patient.public()
    longest = 2**20 + 5
    sealing = bytearray(SealedRecord.sealed_length_at_most(longest))
    opening = bytearray(longest)
    for length in (longest, 0, 1, 300_000):
        plaintext = bytes([length % 251]) * length
        written = SealedRecord.seal_into(patient, document, plaintext, sealing)
        container = bytes(sealing[:written])
        assert SealedRecord.open_bytes(container, patient) == plaintext
        assert SealedRecord.open_into(container, patient, opening) == length
        assert opening[:length] == plaintext


@pytest.mark.parametrize(
    "buffer",
    [
        bytearray(100_010),
        memoryview(bytearray(200_000))[50_000:150_010],
        array.array("B", bytes(100_010)),
        numpy.zeros((10, 10_001), dtype=numpy.uint8),
        mmap.mmap(-1, 100_010),
    ],
    ids=lambda buffer: type(buffer).__name__,
)
def test_any_writable_buffer_in_one_piece_is_taken(
    patient: SecretIdentity, sealed: bytes, buffer: bytearray
) -> None:
    view = memoryview(buffer).cast("B")
    view[100_000:] = bytes([BEFORE]) * 10
    assert SealedRecord.open_into(sealed, patient, buffer) == 100_000
    assert view[:100_000] == bytes([7]) * 100_000
    assert view[100_000:] == bytes([BEFORE]) * 10


def test_other_buffers_are_refused(patient: SecretIdentity, sealed: bytes) -> None:
    for wrong in (
        bytes(100_000),
        memoryview(bytearray(100_000)).toreadonly(),
        memoryview(bytearray(200_000))[::2],
        SealedRecord.open_bytes(sealed, patient),
        "text",
        array.array("d", bytes(100_000)),
    ):
        with pytest.raises(TypeError):
            SealedRecord.open_into(sealed, patient, wrong)  # type: ignore[arg-type]


def test_a_buffer_that_is_too_small_is_left_as_it_was(
    patient: SecretIdentity, sealed: bytes
) -> None:
    short = bytearray([BEFORE]) * 99_999
    with pytest.raises(MalformedError) as refused:
        SealedRecord.open_into(sealed, patient, short)
    assert refused.value.code == "buffer-too-small"
    with pytest.raises(MalformedError) as refused:
        SealedRecord.seal_into(patient, patient.public(), bytes(99_999), short)
    assert refused.value.code == "buffer-too-small"
    assert short == bytes([BEFORE]) * 99_999


def test_an_altered_record_leaves_nothing(patient: SecretIdentity, sealed: bytes) -> None:
    altered = sealed[:-1] + bytes([sealed[-1] ^ 1])
    buffer = bytearray([BEFORE]) * 100_000
    with pytest.raises(CryptographicError) as refused:
        SealedRecord.open_into(altered, patient, buffer)
    assert refused.value.code == "payload-corrupt"
    assert set(buffer) <= {0, BEFORE}


def test_a_record_can_be_sealed_over_itself(patient: SecretIdentity) -> None:
    buffer = bytearray(SealedRecord.sealed_length_at_most(1000))
    buffer[:1000] = bytes(range(250)) * 4
    plaintext = memoryview(buffer)[:1000]
    written = SealedRecord.seal_into(patient, patient.public(), plaintext, buffer)
    opened = SealedRecord.open_bytes(bytes(buffer[:written]), patient)
    assert opened == bytes(range(250)) * 4


def test_nothing_is_written_for_a_closed_identity(sealed: bytes) -> None:
    identity = SecretIdentity.generate()
    identity.close()
    with pytest.raises(ClosedError):
        SealedRecord.open_into(sealed, identity, bytearray(100_000))
