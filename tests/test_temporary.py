"""Folders for what is temporary: used, taken away, and swept up after processes that were killed."""

import signal
import subprocess
import sys
import tempfile

import pytest

from salesbook.temporary import new_folder, remove, sweep, temporary

KEEP = "import sys, time; from salesbook.temporary import new_folder; print(new_folder(), flush=True); time.sleep(60)"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def test_it_goes_with_all_that_lies_in_it():
    with temporary() as folder:
        (folder / "data.csv").write_text("1\n")
        assert folder.is_dir()
    assert not folder.exists()


def test_it_goes_when_the_work_fails():
    with pytest.raises(ValueError, match="broken"), temporary() as folder:
        raise ValueError("broken")
    assert not folder.exists()


def test_one_that_is_in_use_is_not_swept_away():
    first, second = new_folder(), new_folder()
    sweep()
    assert first.is_dir()
    remove(first)
    assert not first.exists()
    assert second.is_dir()
    remove(second)


@pytest.mark.skipif(sys.platform == "win32", reason="no file is locked that way there")
def test_what_a_killed_process_left_is_swept_away_by_the_next_and_not_before(tmp_path):
    with subprocess.Popen([sys.executable, "-c", KEEP], stdout=subprocess.PIPE, text=True) as other:
        left = other.stdout.readline().strip()
        sweep()
        assert list(tmp_path.iterdir()) == [tmp_path / left]
        other.send_signal(signal.SIGKILL)
    with temporary() as folder:
        assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_of_that_name_that_bears_no_mark_is_left_alone(tmp_path):
    (tmp_path / "salesbook-mine").mkdir()
    sweep()
    assert (tmp_path / "salesbook-mine").is_dir()
