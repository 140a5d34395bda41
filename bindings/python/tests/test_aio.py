"""Coroutines: the event loop goes on, and cancelling a task stops the work."""

import asyncio
import io
import threading
from collections.abc import Coroutine
from pathlib import Path

import pytest

from medseal import (
    Cancel,
    CancelledError,
    CryptographicError,
    FsckDetails,
    Ledger,
    SealedRecord,
    SecretIdentity,
    aio,
)


def test_the_event_loop_goes_on(patient: SecretIdentity, specialist: SecretIdentity) -> None:
    async def main() -> tuple[int, int]:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.0005)
                ticks += 1

        ticking = asyncio.create_task(tick())
        sealed = await aio.seal(patient, patient.public(), bytes(32 * 1024 * 1024))
        sealing, ticks = ticks, 0
        with await aio.open(sealed, patient) as plaintext:
            opening = ticks
            assert len(plaintext) == 32 * 1024 * 1024
        with pytest.raises(CryptographicError):
            await aio.open_bytes(sealed, specialist)
        ticking.cancel()
        return sealing, opening

    # One call each: had it kept the interpreter, the loop would have ticked twice at most.
    assert min(asyncio.run(main())) >= 3


def test_many_tasks_seal_at_once(patient: SecretIdentity) -> None:
    async def main() -> list[bytes]:
        document = patient.public()
        sealed = await asyncio.gather(
            *(aio.seal(patient, document, f"record {n}".encode()) for n in range(32))
        )
        opened = await asyncio.gather(*(aio.open(one, patient) for one in sealed))
        return [bytes(one) for one in opened]

    assert asyncio.run(main()) == [f"record {n}".encode() for n in range(32)]


def test_a_cancelled_task_stops_the_work_and_leaves_nothing(
    patient: SecretIdentity, tmp_path: Path
) -> None:
    """The source never ends: were the work not stopped, neither would this test."""
    begun = threading.Event()
    reading = threading.Event()

    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            begun.set()
            reading.set()
            return bytes(size)

    async def main() -> None:
        task = asyncio.create_task(
            aio.seal_payload(patient, patient.public(), Endless(), Nowhere())
        )
        await asyncio.to_thread(begun.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        # The thread is done when the task is: nobody reads any more.
        reading.clear()
        await asyncio.sleep(0.05)
        assert not reading.is_set()

    asyncio.run(main())


class Nowhere(io.RawIOBase):
    """Takes everything and keeps nothing."""

    def write(self, data: object) -> int:
        return len(bytes(data))  # type: ignore[call-overload]


def test_files_and_streams_have_coroutines(patient: SecretIdentity, tmp_path: Path) -> None:
    async def main() -> None:
        document = patient.public()
        source, target = tmp_path / "source", tmp_path / "target"
        source.write_bytes(b"6.9")
        header = await aio.seal_file(patient, document, source, target)
        await aio.replace_header(target, target, header)
        await aio.open_file(target, source, patient)
        sealed, opened = io.BytesIO(), io.BytesIO()
        await aio.seal_stream(patient, document, io.BytesIO(source.read_bytes()), sealed)
        await aio.open_stream(io.BytesIO(sealed.getvalue()), opened, patient)
        payload, again = io.BytesIO(), io.BytesIO()
        header = await aio.seal_payload(patient, document, io.BytesIO(b"6.9"), payload)
        await aio.open_payload(header, io.BytesIO(payload.getvalue()), again, patient)
        assert source.read_bytes() == opened.getvalue() == again.getvalue() == b"6.9"
        record = await aio.run(SealedRecord.from_bytes, target.read_bytes())
        assert record.open(patient) == b"6.9"

    asyncio.run(main())


ORIGIN = "example.org/ledger"


class Pause:
    """A progress callable that holds the work up at its first report."""

    def __init__(self) -> None:
        self.begun, self.goes_on = threading.Event(), threading.Event()
        self.told: list[tuple[int, int | None]] = []

    def __call__(self, done: int, total: int | None) -> None:
        self.told.append((done, total))
        self.begun.set()
        self.goes_on.wait()


def founded(directory: Path, authority: SecretIdentity) -> Path:
    """A ledger of so many entries that reading it is reported in more than one piece."""
    target = directory / "ledger"
    with Ledger.create(target, directory, [authority], ORIGIN) as ledger:
        for _ in range(4):
            with SecretIdentity.generate("x25519") as somebody:
                ledger.register(somebody)
    return target


def test_ledgers_have_coroutines(patient: SecretIdentity, tmp_path: Path) -> None:
    async def main() -> None:
        ledger = await aio.create_ledger(tmp_path / "new", tmp_path, [patient], ORIGIN)
        size = (await aio.run(ledger.details)).size
        ledger.close()
        report: FsckDetails = await aio.fsck(tmp_path / "new")
        assert (report.findings, report.entries) == ([], size)
        with await aio.open_ledger(tmp_path / "new", tmp_path, [patient]) as ledger:
            assert ledger.details().size == size

    asyncio.run(main())


@pytest.mark.parametrize("by_task", [True, False])
@pytest.mark.parametrize("work", ["open", "fsck", "run"])
def test_reading_a_ledger_stops_when_it_is_cancelled(
    patient: SecretIdentity, tmp_path: Path, work: str, by_task: bool
) -> None:
    """The work is held up at its first report: were it not stopped there, it would tell its end."""
    directory = founded(tmp_path, patient)

    async def main() -> None:
        pause, cancel = Pause(), Cancel()
        if work == "open":
            reading: Coroutine[object, object, object] = aio.open_ledger(
                directory, tmp_path, [patient], progress=pause, cancel=cancel
            )
        elif work == "fsck":
            reading = aio.fsck(directory, progress=pause, cancel=cancel)
        else:
            reading = aio.run(Ledger.fsck, directory, progress=pause, cancel=cancel)
        task = asyncio.ensure_future(reading)
        await asyncio.to_thread(pause.begun.wait)
        (task if by_task else cancel).cancel()
        await asyncio.sleep(0)
        assert not task.done()
        pause.goes_on.set()
        with pytest.raises(asyncio.CancelledError if by_task else CancelledError):
            await task
        assert cancel.is_cancelled
        assert all(total is None or done < total for done, total in pause.told), pause.told
        # Nobody holds the directory any more.
        with Ledger.open(directory, tmp_path, [patient]) as ledger:
            ledger.refresh()

    asyncio.run(main())
