"""A panic anywhere inside of medseal is an exception here, and the process lives.

Runs on a build with the feature ``fault-injection``, in which one chosen export panics once.
"""

from collections.abc import Callable, Iterator

import calls
import eligibility_calls
import ledger_calls
import offline_calls
import pytest

from medseal import InternalError, SecretIdentity, _medseal

#: Not in the stubs, because it is in no package.
inject_panic: Callable[[str | None], None] = getattr(_medseal, "_inject_panic")


CALLS = calls.CALLS | ledger_calls.CALLS | eligibility_calls.CALLS | offline_calls.CALLS


@pytest.fixture(autouse=True)
def no_order_stays_behind() -> Iterator[None]:
    yield
    inject_panic(None)


def test_every_export_is_called_here() -> None:
    assert sorted(CALLS) == sorted(_medseal._exports())


@pytest.mark.parametrize(("export", "call"), sorted(CALLS.items()), ids=sorted(CALLS))
def test_a_panic_becomes_an_exception(export: str, call: Callable[[], object]) -> None:
    inject_panic(export)
    with pytest.raises(InternalError) as caught:
        call()
    assert caught.value.code == "internal"
    # The same call works the next time, and so does everything else.
    call()
    assert SecretIdentity.generate().identity_id
