"""What there is to say of silence and contacts of the made-up company, and of one that has little."""

import pytest

import salesbook as sb


@pytest.fixture(scope="module")
def found():
    return sb.look(sb.open(sb.DEMO), "contacts")


def test_the_largest_client_who_is_late_and_forgotten_comes_first(found):
    # truth.yaml, big_client: 25 % of the profit, quiet since 2026-05-21, last contact by us 2026-03-12
    first, second = found.findings[:2]
    assert (first.name, first.tone, first.figures["client_id"]) == ("largest", "bad", "00213")
    assert "12 Mar 2026" in first.says
    assert (second.name, second.tone) == ("concentration", "bad")
    assert second.says.startswith("One client, Т. С. Т. 00213, brought 25% of the profit")


def test_the_clients_of_the_rep_who_left_are_said(found):
    # truth.yaml, departed_rep: manager 07, 60 clients, left on 2026-01-31
    (said,) = [finding for finding in found.findings if finding.name == "workload"]
    assert "Rep 07 left on 31 Jan 2026, and 60 clients are still in that name." in said.says
    assert "hand_over" in found.actions.names


def test_who_sleeps_is_told_with_what_to_do():
    found = sb.look(sb.open(sb.DEMO), "sleeping")
    assert (found.findings[0].name, found.findings[0].tone) == ("sleeping", "bad")
    assert found.actions.names == ("prepare_offer", "call_sleeping", "mend_shortcomings")


@pytest.mark.parametrize("lang", sb.LANGUAGES)
def test_a_company_with_nothing_but_bare_contacts_is_told_what_it_lacks(tmp_path, lang):
    (tmp_path / "contacts.csv").write_text("client_id,contacted_at,channel\na,2024-01-01,phone\nb,2024-01-02,email\n")
    found = sb.look(sb.open(tmp_path, lang=lang), "contacts")
    assert {finding.tone for finding in found.findings} == {""}
    said = " ".join(finding.says for finding in found.findings)
    assert "initiated_by" in said
    assert "content" in said


def test_a_company_with_few_orders_has_nobody_to_call(tmp_path):
    (tmp_path / "orders.csv").write_text("client_id,ordered_at,amount\na,2024-01-01,10\nb,2024-02-03,5\n")
    found = sb.look(sb.open(tmp_path), "sleeping")
    assert {finding.tone for finding in found.findings} == {""}
    assert "sleeping" in [finding.name for finding in found.findings]
