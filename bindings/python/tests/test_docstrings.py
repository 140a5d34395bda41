"""Everything public says what it is, and every example in it runs."""

import doctest
import inspect
from collections.abc import Iterator
from types import ModuleType

import pytest

import medseal
import medseal.aio
import medseal.hazmat

MODULES = [medseal, medseal.aio, medseal.hazmat]


def public(module: ModuleType) -> Iterator[tuple[str, object]]:
    """A module and all that can be reached from it by public names."""
    yield module.__name__, module
    for name in module.__all__:
        thing = getattr(module, name)
        yield f"{module.__name__}.{name}", thing
        if inspect.isclass(thing) and not issubclass(thing, BaseException):
            for inner, attribute in vars(thing).items():
                if not inner.startswith("_"):
                    yield f"{module.__name__}.{name}.{inner}", attribute


THINGS = [found for module in MODULES for found in public(module)]


@pytest.mark.parametrize(("name", "thing"), THINGS, ids=[name for name, _ in THINGS])
def test_it_is_documented_and_its_examples_run(name: str, thing: object) -> None:
    if isinstance(thing, str):
        return
    text = getattr(thing, "__func__", thing).__doc__
    assert text and text.strip(), f"{name} has no docstring"
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    test = doctest.DocTestParser().get_doctest(text, {}, name, None, 0)
    result = doctest.DocTestRunner(optionflags=flags).run(test)
    assert result.failed == 0
