"""Coroutines: medseal beside an event loop.

Each function here is the one of the same name in ``medseal``, run in a thread of the loop's executor
while the loop goes on. Cancelling the task stops the work where it can be stopped, and waits until
the thread is done with files and buffers before ``asyncio.CancelledError`` goes on.

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

from .sealing import Cancel, SealedHeader, SealedRecord

__all__ = [
    "open",
    "open_bytes",
    "open_file",
    "open_payload",
    "open_stream",
    "replace_header",
    "run",
    "seal",
    "seal_file",
    "seal_payload",
    "seal_stream",
]

P = ParamSpec("P")
T = TypeVar("T")


async def run(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs any function of medseal in a thread of the loop's executor.

    If the task is cancelled, the function is waited for all the same: what it works on is not free
    before it ends.
    """
    return await _run(functools.partial(function, *args, **kwargs), Cancel())


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
        cancel = kwargs.get("cancel") or Cancel()
        assert isinstance(cancel, Cancel)
        kwargs["cancel"] = cancel
        return await _run(functools.partial(function, *args, **kwargs), cancel)

    return call


seal = _short(SealedRecord.seal)
open = _short(SealedRecord.open)
open_bytes = _short(SealedRecord.open_bytes)
seal_file = _long(SealedRecord.seal_file)
open_file = _long(SealedRecord.open_file)
seal_stream = _long(SealedRecord.seal_stream)
open_stream = _long(SealedRecord.open_stream)
seal_payload = _long(SealedHeader.seal_payload)
open_payload = _long(SealedHeader.open_payload)
replace_header = _long(SealedRecord.replace_header)
