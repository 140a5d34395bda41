"""Sealing and opening between files and between streams."""

import io
import stat
from pathlib import Path

import pytest

from medseal import (
    Cancel,
    CancelledError,
    CryptographicError,
    MalformedError,
    SealedHeader,
    SealedRecord,
    SecretIdentity,
    StorageError,
)

RECORD = bytes(range(256)) * 20_000


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "größe 𝄞.dcm"
    path.write_bytes(RECORD)
    return path


@pytest.fixture
def sealed(record: Path, laboratory: SecretIdentity, patient: SecretIdentity) -> Path:
    target = record.with_suffix(".sealed")
    SealedRecord.seal_file(laboratory, patient.public(), record, target, category="IMG")
    return target


def test_a_file_is_sealed_and_opened(sealed: Path, patient: SecretIdentity) -> None:
    opened = sealed.with_suffix(".opened")
    header = SealedRecord.open_file(str(sealed), opened, patient)
    assert header.details().category == "IMG"
    assert opened.read_bytes() == RECORD
    assert stat.S_IMODE(opened.stat().st_mode) == 0o600
    assert SealedRecord.from_bytes(sealed.read_bytes()).open(patient) == RECORD


def test_a_file_that_cannot_be_opened_leaves_nothing(
    sealed: Path, specialist: SecretIdentity, patient: SecretIdentity
) -> None:
    opened = sealed.with_suffix(".opened")
    with pytest.raises(CryptographicError):
        SealedRecord.open_file(sealed, opened, specialist)
    with sealed.open("r+b") as file:
        file.seek(-1, io.SEEK_END)
        file.write(b"\x00")
    with pytest.raises(CryptographicError):
        SealedRecord.open_file(sealed, opened, patient)
    assert sorted(path.suffix for path in sealed.parent.iterdir()) == [".dcm", ".sealed"]
    with pytest.raises(StorageError):
        SealedRecord.open_file(opened, sealed, patient)


def test_a_range_is_opened(sealed: Path, patient: SecretIdentity) -> None:
    whole = SealedRecord.from_bytes(sealed.read_bytes())
    for begin, end in [(0, 0), (0, 1), (16_383, 16_385), (len(RECORD) - 3, len(RECORD))]:
        assert SealedRecord.open_file_range(sealed, patient, begin, end) == RECORD[begin:end]
        assert whole.open_range(patient, begin, end) == RECORD[begin:end]
    for begin, end in [(1, 0), (0, len(RECORD) + 1), (2**64 - 1, 2**64 - 1)]:
        with pytest.raises(MalformedError) as outside:
            SealedRecord.open_file_range(sealed, patient, begin, end)
        assert outside.value.code == "range-outside-payload"


def test_a_recipient_is_added_without_opening_the_payload(
    sealed: Path, patient: SecretIdentity, specialist: SecretIdentity
) -> None:
    header = SealedHeader.from_bytes(sealed.read_bytes())
    wider = header.rewrap(patient, specialist.public())
    SealedRecord.replace_header(sealed, sealed, wider)
    record = SealedRecord.from_bytes(sealed.read_bytes())
    assert record.open(specialist) == RECORD
    assert record.header == wider
    nobody = record.with_header(wider.without_slots())
    with pytest.raises(CryptographicError):
        nobody.open(patient)
    (_, slot) = wider.details().slots
    alone = record.with_header(wider.without_slots(slot.recipient_key_id))
    assert alone.open(patient) == RECORD


def test_header_and_payload_are_kept_apart(
    laboratory: SecretIdentity, patient: SecretIdentity
) -> None:
    payload, opened = io.BytesIO(), io.BytesIO()
    header = SealedHeader.seal_payload(
        laboratory, patient.public(), io.BytesIO(RECORD), payload, total=len(RECORD)
    )
    header.open_payload(io.BytesIO(payload.getvalue()), opened, patient)
    assert opened.getvalue() == RECORD
    joined = SealedRecord.from_parts(header, payload.getvalue())
    assert joined.open(patient) == RECORD
    assert joined.payload() == payload.getvalue()
    with pytest.raises(CryptographicError):
        SealedRecord.from_parts(header, payload.getvalue()[:-1] + b"\x00")


class Grudging(io.RawIOBase):
    """A file that takes and gives a little at a time."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = bytearray(content)

    def read(self, size: int = -1) -> bytes:
        piece = bytes(self.content[: min(size, 10_007)])
        del self.content[: len(piece)]
        return piece

    def write(self, data: object) -> int:
        piece = bytes(data)[:50_021]  # type: ignore[call-overload]
        self.content += piece
        return len(piece)


def test_streams_may_give_and_take_little(patient: SecretIdentity) -> None:
    sealed, opened = Grudging(), Grudging()
    SealedRecord.seal_stream(patient, patient.public(), Grudging(RECORD), sealed)
    SealedRecord.open_stream(sealed, opened, patient)
    assert opened.content == RECORD


class Breaking(io.RawIOBase):
    """A file that fails after some megabytes."""

    def __init__(self, left: int, error: BaseException) -> None:
        self.left = left
        self.error = error

    def _use(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise self.error

    def read(self, size: int = -1) -> bytes:
        self._use(size)
        return bytes(size)

    def write(self, data: object) -> int:
        size = len(bytes(data))  # type: ignore[call-overload]
        self._use(size)
        return size


@pytest.mark.parametrize("error", [OSError(28, "no space"), KeyError("mine"), KeyboardInterrupt()])
def test_what_a_file_object_raises_is_raised_as_it_was(
    patient: SecretIdentity, error: BaseException
) -> None:
    document = patient.public()
    with pytest.raises(type(error)) as caught:
        SealedRecord.seal_stream(patient, document, Breaking(3_000_000, error), io.BytesIO())
    assert caught.value is error
    with pytest.raises(type(error)) as caught:
        SealedRecord.seal_stream(
            patient, document, io.BytesIO(RECORD), Breaking(3_000_000, error)
        )
    assert caught.value is error


def test_what_is_no_binary_file_is_refused(patient: SecretIdentity) -> None:
    document = patient.public()
    with pytest.raises(AttributeError):
        SealedRecord.seal_stream(patient, document, b"", io.BytesIO())  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        SealedRecord.seal_stream(
            patient,
            document,
            io.StringIO("text"),  # type: ignore[arg-type]
            io.BytesIO(),
        )


class Lying(io.BytesIO):
    """A file that gives more than it was asked for."""

    def read(self, size: int | None = -1, /) -> bytes:
        return bytes((size or 0) + 1)


def test_a_file_that_gives_too_much_is_refused(patient: SecretIdentity) -> None:
    with pytest.raises(ValueError, match="more than it was asked for"):
        SealedRecord.seal_stream(patient, patient.public(), Lying(), io.BytesIO())


def test_progress_is_told_and_may_stop(record: Path, patient: SecretIdentity) -> None:
    document, target = patient.public(), record.with_suffix(".sealed")
    told: list[tuple[int, int | None]] = []

    def note(done: int, total: int | None) -> None:
        told.append((done, total))

    SealedRecord.seal_file(patient, document, record, target, progress=note)
    assert told[-1] == (len(RECORD), len(RECORD))
    assert told == sorted(told)
    with pytest.raises(CancelledError):
        SealedRecord.seal_file(
            patient, document, record, record.with_suffix(".no"), progress=lambda *_: False
        )
    assert not record.with_suffix(".no").exists()

    def fail(done: int, total: int | None) -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        SealedRecord.open_file(target, record.with_suffix(".no"), patient, progress=fail)
    assert not record.with_suffix(".no").exists()


def test_cancelled_work_does_not_begin(record: Path, patient: SecretIdentity) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(CancelledError) as caught:
        SealedRecord.seal_file(
            patient, patient.public(), record, record.with_suffix(".no"), cancel=cancel
        )
    assert caught.value.code == "cancelled"
    assert not record.with_suffix(".no").exists()


def test_an_unknown_keyword_is_a_type_error(record: Path, patient: SecretIdentity) -> None:
    document = patient.public()
    with pytest.raises(TypeError, match="'colour'"):
        SealedRecord.seal(patient, document, b"", colour="red")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="'total'"):
        SealedRecord.seal_file(patient, document, record, record, total=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="'progress'"):
        SealedRecord.seal(patient, document, b"", progress=print)  # type: ignore[call-arg]
