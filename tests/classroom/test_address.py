"""Where a room is to be found: only at an address of this computer, and on a port that is free."""

import socket

import pytest

from salesbook.classroom import is_free, is_own, own_address, own_addresses


def test_this_computers_addresses_are_its_own():
    assert is_own("127.0.0.1")
    assert all(map(is_own, own_addresses()))
    assert own_addresses()[0] == own_address()


@pytest.mark.parametrize("address", ["192.0.2.1", "0.0.0.0", "300.1.1.1", "fe80::1", "no such name", "a" * 70])
def test_others_are_not(address):
    assert not is_own(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_port_is_free_until_somebody_listens(address):
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        here.listen()
        port = here.getsockname()[1]
        assert not is_free(address, port)
    assert is_free(address, port)
