"""What strangers wrote never steers the terminal of the clerk who looks at it."""

import json
import sys

import pytest

from flows.cli import main
from flows.console import harmless, say, say_json, warn

STEERING = {
    "clears the screen": "\x1b[2J",
    "a C1 escape": "\x9b2J",
    "sets the title": "\x1b]0;x\x07",
    "goes back over the line": "\r",
    "rubs out": "\b\x7f",
    "turns the words around": "\u202efdp.exe",
    "isolates": "\u2066x\u2069",
    "hides": "\u200b\ufeff",
    "a line of its own": "\u2028x",
    "bytes that were no text": "\udcff",
}


def obeyed(text):
    """Signs in it that a terminal would obey or turn, but for ends of lines."""
    return [sign for sign in text if not (sign.isprintable() or sign in "\n\t")]


@pytest.mark.parametrize("sign", STEERING.values(), ids=STEERING)
def test_signs_that_steer_are_shown_as_codes(capsys, sign):
    """On stdout, on stderr and in JSON, which stays what it was."""
    say(f"a{sign}b")
    warn(f"a{sign}b")
    out, err = capsys.readouterr()
    assert obeyed(out + err) == []
    assert out.startswith("a\\")
    say_json({"name": f"a{sign}b"})
    out = capsys.readouterr().out
    assert obeyed(out) == []
    assert json.loads(out) == {"name": f"a{sign}b"}


def test_letters_and_lines_stay_as_they_are():
    """Vietnamese, composed or not, quotation marks, dashes, several lines, tabs."""
    text = "Số 12/QĐ-UBND – “Về việc…”\n\tĐiều 1.  Nguyễn\u0302 Thị\u00a0Ánh"
    assert harmless(text) == text


def test_a_name_on_the_command_line_comes_back_as_codes(capsys, monkeypatch):
    """Errors of the command line repeat what was typed or pasted."""
    monkeypatch.setattr(sys, "argv", ["sohoa", "read", "\x1b[31mkhông-có\u202e.pdf"])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr()
    assert "không-có" in said.err
    assert obeyed(said.out + said.err) == []
