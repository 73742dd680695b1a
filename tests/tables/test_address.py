"""Passwords in addresses: never shown, never lost."""

import os

import pytest

from salesbook.tables.address import bring_back, is_address, mask, put_away, scrub, secrets_in


@pytest.mark.parametrize(
    ("source", "address"),
    [("postgres://h/db", True), ("duckdb://x.db", True), ("data/demo", False), (r"C:\data", False), ("C:/data", False)],
)
def test_an_address_is_told_from_a_path(source, address):
    assert is_address(source) is address


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgres://olena:pa55@db/sales", "postgres://olena:***@db/sales"),
        ("postgres://olena:p@ss@db/sales", "postgres://olena:***@db/sales"),
        ("postgres://db/sales?user=o&password=pa55&x=1", "postgres://db/sales?user=o&password=***&x=1"),
        ("snowflake://u:p%40ss@acc/db?token=abc", "snowflake://u:***@acc/db?token=***"),
        ("postgres://db/sales", "postgres://db/sales"),
    ],
)
def test_every_password_in_an_address_is_masked(address, shown):
    assert mask(address) == shown


def test_a_password_is_scrubbed_as_written_and_as_decoded():
    secrets = secrets_in("postgres://olena:p%40ss@db/sales")
    assert secrets == {"p%40ss", "p@ss"}
    assert (
        scrub("login p@ss failed at postgres://olena:p%40ss@db", secrets)
        == "login *** failed at postgres://olena:***@db"
    )


def test_what_is_put_away_comes_back_by_its_masked_form(monkeypatch):
    monkeypatch.setattr(os, "environ", {})
    address = "postgres://olena:pa55@db/sales"
    shown = put_away(address)
    assert "pa55" not in shown
    assert bring_back(shown) == address
    assert "pa55" not in " ".join(os.environ)


def test_an_address_without_password_needs_no_putting_away(monkeypatch):
    monkeypatch.setattr(os, "environ", {})
    assert bring_back(put_away("postgres://db/sales")) == "postgres://db/sales"
    assert os.environ == {}
