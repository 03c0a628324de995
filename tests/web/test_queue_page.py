"""The queue of the review where nothing waits: each view says what to do."""

from dataclasses import replace

import pytest


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?org=nope", "Bỏ bộ lọc"),
        ("?mine=true", "đang làm dở"),
        ("?ready=true", "chờ ký duyệt"),
        ("?signed=true", "Chưa có hồ sơ nào"),
    ],
)
def test_an_empty_queue_says_what_to_do(client, query, said):
    assert said in client.get(f"/review{query}").text


def test_who_set_no_filter_is_not_told_to_take_one_off(client, keeper):
    keeper.as_who = replace(keeper.as_who, fonds=frozenset({"empty"}))
    page = client.get("/review").text
    assert ("Bỏ bộ lọc" in page, "cần người xem" in page) == (False, True)
