"""What functions take where Python has several ways to say it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from os import PathLike
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from typing_extensions import Buffer

Moment: TypeAlias = int | datetime
"""Seconds since 1970, or a ``datetime`` with a time zone."""

Path: TypeAlias = str | PathLike[str]
"""A path."""

Progress: TypeAlias = Callable[[int, int | None], bool | None]
"""Is called with what is done and the total, if known; ``False`` stops the work."""


class Readable(Protocol):
    """A binary file to read from."""

    def read(self, size: int, /) -> Buffer: ...


class Writable(Protocol):
    """A binary file to write to."""

    def write(self, data: bytes, /) -> int: ...
