"""Questions about papers that were read, drawn from what they say in truth."""

import json

import msgspec
import paper

from evaluation.bench.known_items import Known, kept_in, questions

TRUTH = {
    "org": "ỦY BAN NHÂN DÂN TỈNH HÒA BÌNH", "number": "1943", "symbol": "QĐ-UBND",
    "date": "2015-02-01", "signer": "Cao Ngọc Tuyết",
    "subject": "thành lập Ban Chỉ đạo chuyển đổi số",
}  # fmt: skip


def test_questions_come_from_the_truth_and_know_all_that_answers_them(tmp_path):
    """Not from what was read; another paper that says the same is right, too."""
    page = paper.page_of([("body", "Ca Ngọc Tuyết")], 1)
    (tmp_path / "a.readings.json").write_bytes(msgspec.json.encode([page]))
    truth = {"name": "a", "documents": [{"pages": [1], "fields": TRUTH}]}
    (tmp_path / "a.truth.json").write_text(json.dumps(truth), "utf-8")
    others = [
        Known("same", frozenset(["cao", "ngoc", "tuyet", "2015"]), " "),
        Known("other", frozenset(["cao", "ngoc", "tuyet", "2016"]), " "),
    ]

    read = list(kept_in([tmp_path]))
    asked = {one.kind: one for one in questions(read, others, 1)}

    assert list(asked) == ["number", "words", "phrase", "signer"]
    assert asked["signer"].text == "cao ngoc tuyet 2015"
    assert asked["signer"].right == {read[0][0].id, "same"}
    assert asked["phrase"].right == asked["number"].right == {read[0][0].id}
    again = [one.text for one in questions(read, others, 1)]
    assert again == [one.text for one in asked.values()]
