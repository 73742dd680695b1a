"""What there is to say of the client base of the made-up company, and of one that has nothing but orders."""

import pytest

import salesbook as sb


@pytest.fixture(scope="module")
def found():
    return sb.look(sb.open(sb.DEMO), "clients")


def test_the_best_who_have_gone_quiet_come_first(found):
    assert (found.findings[0].name, found.findings[0].tone) == ("rfm", "bad")
    assert found.actions.names == ("call_quiet_best",)


def test_segments_that_leave_alike_are_not_told_apart(found):
    # truth.yaml: the chance to leave is 0.5 to 1.6 % a month; on 908 clients the log-rank test cannot tell them apart
    assert "survival_groups" not in {finding.name for finding in found.findings}


def test_the_figures_of_the_reports_are_there(found):
    names = {finding.name for finding in found.findings}
    assert {"order_value", "frequency", "retention", "retention_change", "survival", "abc_xyz", "rfm"} == names


@pytest.mark.parametrize("lang", sb.LANGUAGES)
def test_a_company_with_nothing_but_a_few_orders_is_spoken_of_sensibly(tmp_path, lang):
    (tmp_path / "orders.csv").write_text(
        "client_id,ordered_at,amount\na,2024-01-01,10\na,2024-02-01,20\nb,2024-02-03,5\n"
    )
    found = sb.look(sb.open(tmp_path, lang=lang), "clients")
    assert {finding.tone for finding in found.findings} == {""}
    assert all(finding.says and "{" not in finding.says for finding in found.findings)
