"""The cast: made once, since nothing in these tests changes them unless it makes its own."""

import pytest

from medseal import SecretIdentity


@pytest.fixture(scope="session")
def laboratory() -> SecretIdentity:
    return SecretIdentity.generate()


@pytest.fixture(scope="session")
def patient() -> SecretIdentity:
    return SecretIdentity.generate()


@pytest.fixture(scope="session")
def specialist() -> SecretIdentity:
    return SecretIdentity.generate()
