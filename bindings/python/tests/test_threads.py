"""Other Python threads run while medseal works, and all of them may use it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from medseal import SealedRecord, SecretIdentity

LARGE = bytes(32 * 1024 * 1024)


class Ticking:
    """Counts as often as the interpreter lets it, in a thread of its own."""

    def __enter__(self) -> "Ticking":
        self.ticks = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def _run(self) -> None:
        while not self._stop.wait(0.0005):
            self.ticks += 1

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._thread.join()


def test_other_threads_run_while_a_record_is_sealed_and_opened(patient: SecretIdentity) -> None:
    document = patient.public()
    with Ticking() as ticking:
        before = ticking.ticks
        sealed = SealedRecord.seal(patient, document, LARGE)
        sealing = ticking.ticks - before
        before = ticking.ticks
        opened = sealed.open(patient)
        opening = ticking.ticks - before
        assert opened == LARGE
    # One call each: had it kept the interpreter, no tick, or one, would have come in between.
    assert sealing >= 3
    assert opening >= 3


def test_eight_threads_seal_at_once(laboratory: SecretIdentity, patient: SecretIdentity) -> None:
    document = patient.public()
    start = threading.Barrier(8)

    def work(number: int) -> bool:
        start.wait()
        texts = [f"record {number}/{turn}".encode() for turn in range(25)]
        sealed = [SealedRecord.seal(laboratory, document, text) for text in texts]
        return all(one.open(patient) == text for one, text in zip(sealed, texts, strict=True))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8)))


def test_a_handle_closed_by_one_thread_is_closed_for_all(patient: SecretIdentity) -> None:
    document = patient.public()
    author = SecretIdentity.generate()
    outcomes: list[str] = []

    def work() -> None:
        try:
            while True:
                SealedRecord.seal(author, document, b"on and on")
        except ValueError as error:
            outcomes.append(getattr(error, "code", ""))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    author.close()
    for thread in threads:
        thread.join()
    assert outcomes == ["closed"] * 4
