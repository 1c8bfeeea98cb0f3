import os

import pytest

import xis


@pytest.fixture(scope="session")
def simulator():
    """One simulator for all tests: the image if TESTKIT_IMAGE names one, else the executable."""
    image = os.environ.get("TESTKIT_IMAGE")
    command = os.environ.get("TESTKIT_COMMAND", "xis-testkit")
    with xis.start_container(image) if image else xis.start_executable(command) as simulator:
        yield simulator


@pytest.fixture
def practice(simulator):
    """A practice for each test, so that tests do not affect one another."""
    with xis.create_practice(simulator) as practice:
        yield practice
