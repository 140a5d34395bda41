"""Coroutines: medseal beside an event loop.

Each function here is one of ``medseal``, run in a thread of the loop's executor while the loop goes
on; ``run`` does that with any other. Cancelling the task stops the work where it can be stopped (a
function that takes a ``cancel``), and waits until the thread is done with files and buffers before
``asyncio.CancelledError`` goes on. A ``Cancel`` of the caller's own stops it, too, with
``medseal.CancelledError``; cancelling the task uses it up.

>>> import asyncio
>>> from medseal import SecretIdentity, aio
>>> async def exchange() -> str:
...     patient = await aio.run(SecretIdentity.generate)
...     sealed = await aio.seal(patient, patient.public(), b"HbA1c 6.9 %", category="LAB")
...     with await aio.open(sealed, patient) as plaintext:
...         return plaintext.decode()
>>> asyncio.run(exchange())
'HbA1c 6.9 %'
"""

import asyncio
import functools
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from .consent import Unlocked
from .eligibility import EligibilityVerifier
from .ledger import Ledger
from .sealing import Cancel, SealedHeader, SealedRecord

__all__ = [
    "create_ledger",
    "fsck",
    "open",
    "open_bytes",
    "open_file",
    "open_ledger",
    "open_payload",
    "open_range",
    "open_stream",
    "open_unlocked",
    "open_unlocked_file",
    "open_unlocked_payload",
    "replace_header",
    "run",
    "seal",
    "seal_file",
    "seal_payload",
    "seal_stream",
    "verify_batch",
    "verify_batch_with_proof",
]

P = ParamSpec("P")
T = TypeVar("T")


async def run(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs any function of medseal in a thread of the loop's executor.

    If the task is cancelled, the ``cancel`` among the arguments stops the function. Without one it is
    waited for all the same: what it works on is not free before it ends.
    """
    given = kwargs.get("cancel")
    cancel = given if isinstance(given, Cancel) else Cancel()
    return await _run(functools.partial(function, *args, **kwargs), cancel)


async def _run(work: Callable[[], T], cancel: Cancel) -> T:
    future = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        cancel.cancel()
        while not future.done():
            try:
                await asyncio.wait([future])
            except asyncio.CancelledError:
                continue  # Cancelled again: the thread is still at work.
        if not future.cancelled():
            future.exception()  # Looked at, so that nobody reports it as forgotten.
        raise


def _short(function: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """A coroutine function of work that cannot be stopped on the way."""

    @functools.wraps(function)
    async def call(*args: P.args, **kwargs: P.kwargs) -> T:
        return await run(function, *args, **kwargs)

    return call


def _long(function: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """A coroutine function of work that takes a ``cancel``, which the task's cancellation uses."""

    @functools.wraps(function)
    async def call(*args: P.args, **kwargs: P.kwargs) -> T:
        if kwargs.get("cancel") is None:
            kwargs["cancel"] = Cancel()
        return await run(function, *args, **kwargs)

    return call


seal = _short(SealedRecord.seal)
open = _short(SealedRecord.open)
open_bytes = _short(SealedRecord.open_bytes)
open_range = _short(SealedRecord.open_range)
seal_file = _long(SealedRecord.seal_file)
open_file = _long(SealedRecord.open_file)
seal_stream = _long(SealedRecord.seal_stream)
open_stream = _long(SealedRecord.open_stream)
seal_payload = _long(SealedHeader.seal_payload)
open_payload = _long(SealedHeader.open_payload)
replace_header = _long(SealedRecord.replace_header)

create_ledger = _short(Ledger.create)
open_ledger = _long(Ledger.open)
fsck = _long(Ledger.fsck)

open_unlocked = _short(Unlocked.open)
open_unlocked_file = _long(Unlocked.open_file)
open_unlocked_payload = _long(Unlocked.open_payload)
verify_batch = _long(EligibilityVerifier.verify_batch)
verify_batch_with_proof = _long(EligibilityVerifier.verify_batch_with_proof)
