"""Where settings come from, and which source wins."""

import stat
import subprocess
import sys

import pytest

from flows.configuration import (
    ConfigFileError,
    as_environment,
    keep_to_ourselves,
    load_settings,
    state_folder,
    unknown_names,
)
from pipeline.errors import SettingsError
from pipeline.settings import Settings


@pytest.fixture
def toml(tmp_path):
    """A configuration file with these lines."""

    def write(text):
        path = tmp_path / "night.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_options_beat_the_environment_beats_the_file_beats_the_defaults(toml):
    """Four sources in rising priority, each able to set what the others did not."""
    file = toml('inbox = "a"\narchive = "a"\nworkers = 3\n[raster]\nrender_dpi = 150\n')
    env = {"SOHOA_ARCHIVE": "b", "SOHOA_INBOX": "b", "SOHOA_RASTER__MAX_MEGAPIXELS": "50"}
    settings = load_settings(file, {"inbox": "c", "workers": None}, env)

    assert (settings.inbox, settings.archive, settings.workers) == ("c", "b", 3)
    assert (settings.raster.render_dpi, settings.raster.max_megapixels) == (150, 50.0)
    assert settings.schedule == "0 22 * * *"
    assert settings.timezone == "Asia/Ho_Chi_Minh"


def test_tessdata_has_a_short_name():
    """The error about missing language data tells people to set SOHOA_TESSDATA."""
    settings = load_settings(environ={"SOHOA_TESSDATA": "/srv/tessdata"})
    assert settings.recognition.tessdata == "/srv/tessdata"


def test_a_file_in_the_working_folder_is_found(tmp_path, monkeypatch):
    """`sohoa.toml` beside the clerk counts without being named."""
    (tmp_path / "sohoa.toml").write_text("workers = 5\n")
    monkeypatch.chdir(tmp_path)
    assert load_settings(environ={}).workers == 5


def test_children_load_what_we_loaded(toml):
    """Settings travel to a child process through its environment unchanged."""
    settings = load_settings(toml("[deadlines]\npage_seconds = 7.5\n"), {"workers": 2}, {})
    assert load_settings(environ=as_environment(settings)) == settings


@pytest.mark.parametrize(
    ("env", "name"),
    [
        ({"SOHOA_WORKERS": "many"}, "workers"),
        ({"SOHOA_WORKERS": "-1"}, "workers"),
        ({"SOHOA_UMASK": "private"}, "umask"),
        ({"SOHOA_UMASK": "0o77"}, "umask"),
        ({"SOHOA_UMASK": "-77"}, "umask"),
        ({"SOHOA_UMASK": "777"}, "umask"),
        ({"SOHOA_UMASK": "088"}, "umask"),
        ({"SOHOA_RECOGNITION__ENGINE": "guess"}, "recognition.engine"),
        ({"SOHOA_DEADLINES__BATCH_PAGES": "0"}, "deadlines.batch_pages"),
        ({"SOHOA_REVIEW__REQUIRED": "number, organ"}, "review.required"),
        ({"SOHOA_REVIEW__NUMBER": "1.2"}, "review.number"),
        ({"SOHOA_JUDGING__LEAST_DPI": "-200"}, "judging.least_dpi"),
        ({"SOHOA_JUDGING__INK": "50"}, "judging.ink"),
        ({"SOHOA_JUDGING__SHADOW": "nan"}, "judging.shadow"),
        ({"SOHOA_REREAD__PAGES_A_NIGHT": "-1"}, "reread.pages_a_night"),
        ({"SOHOA_REREAD__MOST_MISSING": "5"}, "reread.most_missing"),
        ({"SOHOA_REREAD__MOST_CHANGED": "nan"}, "reread.most_changed"),
        ({"SOHOA_JUDGING__PAPER": "sáng"}, "cho phép: số."),
    ],
)
def test_an_impossible_value_is_refused_by_name(env, name):
    """The error says which setting, and what it may be."""
    with pytest.raises(SettingsError, match=name):
        load_settings(environ=env)


def test_a_misspelt_name_in_the_file_is_an_error_and_in_the_environment_a_warning(toml):
    """A file is ours alone; the environment may hold names of other programs."""
    with pytest.raises(SettingsError, match="inbx"):
        load_settings(toml('inbx = "a"\n'), environ={})
    env = {"SOHOA_INBX": "a", "SOHOA_READING_IDENTITY": "x", "HOME": "/h", "SOHOA_INBOX": "b"}
    assert set(unknown_names(env)) == {"SOHOA_INBX", "SOHOA_READING_IDENTITY"}


def test_a_broken_file_is_named(toml):
    """No traceback and no English for a slip in TOML: the line, or that it is no text."""
    with pytest.raises(ConfigFileError, match=r"night\.toml: dòng 2 không đúng cú pháp"):
        load_settings(toml("port = 1\nworkers = \n"), environ={})
    broken = toml("")
    broken.write_bytes(b"inbox = '\xff'")
    with pytest.raises(ConfigFileError, match="UTF-8"):
        load_settings(broken, environ={})
    with pytest.raises(ConfigFileError, match="không còn ở đó"):
        load_settings(broken.with_name("none.toml"), environ={})


def test_state_never_lies_in_a_users_prefect_profile(monkeypatch, tmp_path):
    """Prefect's files stay in a folder of ours."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder(Settings()) == tmp_path / "sohoa"
    assert state_folder(Settings(state=str(tmp_path / "s"))) == tmp_path / "s"


@pytest.mark.parametrize(
    ("umask", "folder", "file"), [("077", 0o700, 0o600), ("027", 0o750, 0o640)]
)
def test_what_is_written_is_as_closed_as_the_setting_says(tmp_path, umask, folder, file):
    """By this process, and by a child that it starts."""
    keep_to_ourselves(load_settings(environ={"SOHOA_UMASK": umask}))
    child = "import pathlib, sys; pathlib.Path(sys.argv[1]).mkdir()"
    subprocess.run([sys.executable, "-c", child, tmp_path / "kho"], check=True)
    (tmp_path / "kho" / "a").write_text("a")
    assert stat.S_IMODE((tmp_path / "kho").stat().st_mode) == folder
    assert stat.S_IMODE((tmp_path / "kho" / "a").stat().st_mode) == file
