"""Who is who in a room: a name is taken once, and only its code brings its owner back."""

import stat
import sys

import pytest

from salesbook.classroom.roster import LONGEST, PAUSE, TRIES, Guard, Refused, Roster, clean


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def roster(tmp_path, clock):
    """A roster beside one learner who has answers from before, Nazar."""
    return Roster(tmp_path / ".room" / "names.json", lambda name: name == "Nazar", Guard(clock))


def refused(call, *words):
    with pytest.raises(Refused) as why:
        call(*words)
    return str(why.value)


def test_a_new_name_is_taken_and_its_code_brings_its_owner_back(roster):
    seat, code = roster.take("  Оля   Коваль ")
    assert seat.name == "Оля Коваль"
    assert len(code) == 6 and code.isdigit()
    assert roster.enter("оля коваль", f"{code[:3]} {code[3:]}") == seat


def test_a_guessed_name_is_refused_without_its_code(roster):
    roster.take("Оля")
    assert refused(roster.take, "Оля") == "classroom.taken"
    assert refused(roster.take, "ОЛЯ") == "classroom.taken", "files of some systems know no capitals"
    assert refused(roster.enter, "Оля", "") == "classroom.wrong_code"


@pytest.mark.parametrize("other", ["A/B", "a:b", "A|B"])
def test_names_that_would_share_a_file_are_one_name(roster, other):
    roster.take("a-b")
    assert refused(roster.take, other) == "classroom.taken"


def test_a_name_with_answers_from_before_is_nobodys_to_take(roster):
    assert refused(roster.take, "Nazar") == "classroom.taken"
    assert refused(roster.enter, "Nazar", "123456") == "classroom.wrong_code"


@pytest.mark.parametrize("name", ["", "   ", "\u0000\u200b \n"])
def test_a_name_has_letters(roster, name):
    assert refused(roster.take, name) == "classroom.no_name"


def test_a_long_name_is_cut_and_stays_one_line():
    assert clean("a\nb\tc") == "a b c"
    assert len(clean("ї" * 500)) == LONGEST


def test_after_some_wrong_codes_nothing_is_heard_for_a_while_not_even_the_right_one(roster, clock):
    _, code = roster.take("Оля")
    wrong = "000000" if code != "000000" else "000001"
    assert {refused(roster.enter, "Оля", wrong) for _ in range(TRIES)} == {"classroom.wrong_code"}
    assert refused(roster.enter, "Оля", code) == "classroom.too_often"
    clock.now += PAUSE
    assert roster.enter("Оля", code).name == "Оля"


def test_a_released_name_has_a_new_code_and_old_devices_are_out(roster):
    seat, code = roster.take("Оля")
    assert roster.seated(seat.name, seat.mark) == seat
    fresh, new = roster.release("оля")
    assert fresh.name == "Оля"
    assert roster.seated(seat.name, seat.mark) is None
    assert roster.enter("Оля", new) == fresh
    if new != code:
        assert refused(roster.enter, "Оля", code) == "classroom.wrong_code"


def test_only_who_came_in_or_has_answers_can_be_released(roster, tmp_path):
    roster.take("Оля")
    before = (tmp_path / ".room" / "names.json").read_bytes()
    assert {refused(roster.release, name) for name in ("Ольга", "", " ")} == {"finding.no_such_name"}
    assert (tmp_path / ".room" / "names.json").read_bytes() == before
    assert roster.release("Nazar")[0].name == "Nazar", "who has answers from before gets a first code this way"
    assert roster.names() == ["Nazar", "Оля"]


def test_a_mark_opens_its_own_name_only(roster):
    olya, _ = roster.take("Оля")
    roster.take("Ігор")
    assert roster.seated("Ігор", olya.mark) is None
    assert roster.seated("nobody", olya.mark) is None


def test_a_roster_opened_again_knows_its_names_and_holds_no_code(roster, tmp_path):
    _, code = roster.take("Оля")
    file = tmp_path / ".room" / "names.json"
    assert Roster(file, lambda name: False).enter("Оля", code).name == "Оля"
    assert code not in file.read_text("utf-8")
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
