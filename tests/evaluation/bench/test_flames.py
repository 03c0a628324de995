"""Samples of a night become a table and a picture that account for every one of them."""

from xml.etree import ElementTree as ET

from evaluation.bench.flames import by_room, drawn, room_of, stacks_in

NIGHT = 'process 1:"python -m flows.cli ingest";main (flows/cli.py:9)'
SERVER = f'{NIGHT.split(";", maxsplit=1)[0]};process 2:"python -m prefect server start"'
RAW = f"""\
{NIGHT};run (pipeline/page/reading.py:3);read (pipeline/recognition/tesseract.py:8) 60
{NIGHT};run (pipeline/page/reading.py:3);read (pipeline/recognition/tesseract.py:9) 10
{NIGHT};save (pipeline/export/bag.py:3);sum (numpy/core.py:1) 20
{NIGHT};wait (threading.py:320) 500
{SERVER};serve (uvicorn/server.py:1) 6
{SERVER};_connection_worker_thread (aiosqlite/core.py:59) 500
{NIGHT};_find_and_load (<frozen importlib._bootstrap>:1176);<module> (pipeline/page/a.py:1) 4
"""


def test_every_sample_has_a_room_and_threads_that_wait_have_none():
    assert by_room(stacks_in(RAW)) == {
        "recognition": 70,
        "packaging": 20,
        "Prefect": 6,
        "start": 4,
    }


def test_what_no_room_knows_is_told_as_rest():
    assert room_of(("main (somewhere/else.py)",)) == "rest"


def test_a_bar_is_as_wide_as_its_share():
    """Seven tenths of the samples were in `read`; lines of one function are one bar."""
    picture = ET.fromstring(drawn(stacks_in(RAW), width=1000))
    space = "{http://www.w3.org/2000/svg}"
    bars = {}
    for group in picture.iter(f"{space}g"):
        name, _, _ = group.findtext(f"{space}title").partition(":")
        bars[name] = float(group.find(f"{space}rect").get("width"))
    assert bars["read (pipeline/recognition/tesseract.py)"] == 700
    assert bars["sum (numpy/core.py)"] == 200
