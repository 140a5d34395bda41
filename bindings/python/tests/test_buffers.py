"""Bytes across the border: what is accepted, and what is not copied."""

import array
import io
import mmap
from pathlib import Path

import numpy
import pytest

from medseal import ClosedError, Plaintext, SealedRecord, SecretIdentity

RECORD = bytes(range(256)) * 16


@pytest.fixture(scope="module")
def sealed(patient: SecretIdentity) -> SealedRecord:
    return SealedRecord.seal(patient, patient.public(), RECORD)


@pytest.fixture
def plaintext(sealed: SealedRecord, patient: SecretIdentity) -> Plaintext:
    return sealed.open(patient)


@pytest.mark.parametrize(
    "source",
    [
        RECORD,
        bytearray(RECORD),
        memoryview(RECORD),
        memoryview(bytearray(RECORD)),
        memoryview(bytearray(RECORD)).toreadonly(),
        memoryview(RECORD + RECORD)[: len(RECORD)],
        memoryview(b"".join(bytes([byte, 0]) for byte in RECORD))[::2],
        array.array("B", RECORD),
        numpy.frombuffer(RECORD, dtype=numpy.uint8),
        numpy.frombuffer(RECORD, dtype=numpy.uint8).reshape(64, 64),
    ],
    ids=lambda source: type(source).__name__,
)
def test_any_buffer_of_bytes_is_taken(patient: SecretIdentity, source: bytes) -> None:
    assert SealedRecord.seal(patient, patient.public(), source).open(patient) == RECORD


def test_a_mapped_file_is_taken(patient: SecretIdentity, tmp_path: Path) -> None:
    path = tmp_path / "record"
    path.write_bytes(RECORD)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        sealed = SealedRecord.seal(patient, patient.public(), mapped)
    assert sealed.open(patient) == RECORD


def test_other_things_are_not_taken(patient: SecretIdentity) -> None:
    for wrong in ("text", 7, [1, 2], array.array("d", [1.0])):
        with pytest.raises(TypeError):
            SealedRecord.seal(patient, patient.public(), wrong)  # type: ignore[arg-type]


def test_a_plaintext_reads_like_bytes(plaintext: Plaintext) -> None:
    assert plaintext == RECORD and plaintext == bytearray(RECORD) and plaintext == plaintext
    assert plaintext != RECORD[1:] and plaintext != "text"
    assert len(plaintext) == len(RECORD)
    assert bytes(plaintext) == RECORD
    assert memoryview(plaintext)[3:6] == RECORD[3:6]
    assert io.BytesIO(plaintext).read(4) == RECORD[:4]
    assert plaintext.decode("latin-1") == RECORD.decode("latin-1")
    with pytest.raises(UnicodeDecodeError):
        plaintext.decode()
    with pytest.raises(TypeError):
        hash(plaintext)


def test_a_plaintext_is_lent_not_copied(plaintext: Plaintext) -> None:
    first = numpy.frombuffer(memoryview(plaintext), dtype=numpy.uint8)
    second = numpy.frombuffer(memoryview(plaintext), dtype=numpy.uint8)
    assert numpy.shares_memory(first, second)
    assert not first.flags.writeable
    with pytest.raises(ValueError):
        first[0] = 1


def test_a_sealed_record_is_lent_not_copied(sealed: SealedRecord) -> None:
    first = numpy.frombuffer(memoryview(sealed), dtype=numpy.uint8)
    second = numpy.frombuffer(memoryview(sealed), dtype=numpy.uint8)
    assert numpy.shares_memory(first, second)
    assert bytes(sealed) == sealed.to_bytes() and len(sealed) == len(bytes(sealed))


def test_a_view_outlives_the_name_of_what_it_looks_at(
    sealed: SealedRecord, patient: SecretIdentity
) -> None:
    view = memoryview(sealed.open(patient))
    assert view == RECORD


def test_a_plaintext_is_not_wiped_under_a_view(plaintext: Plaintext) -> None:
    view = memoryview(plaintext)
    with pytest.raises(BufferError):
        plaintext.close()
    assert view == RECORD
    view.release()
    plaintext.close()
    plaintext.close()
    assert plaintext.is_closed and repr(plaintext) == "<medseal.Plaintext, closed>"
    for use in (len, bytes, Plaintext.decode):
        with pytest.raises((ClosedError, BufferError)):
            use(plaintext)
    with pytest.raises(BufferError):
        memoryview(plaintext)


def test_a_plaintext_closes_at_the_end_of_its_block(
    sealed: SealedRecord, patient: SecretIdentity
) -> None:
    with sealed.open(patient) as plaintext:
        assert plaintext == RECORD
    assert plaintext.is_closed
