"""The language model that ships."""

import math

import pytest

from pipeline.recognition.language import END, START, UNKNOWN, make_language_model, tokens


@pytest.fixture(scope="module")
def model():
    return make_language_model()


def cost(model, text):
    return model.phrase_cost((START, START), tokens(text), (END,))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("sửa đổi, bổ sung một số điều", "sửa đổi, bố sung một số điều"),
        ("xây dựng công trình khẩn cấp đối với", "xây dựng công trình khẩn câp đối với"),
        ("tổ chức thi hành kịp thời", "tố chức thi hành kịp thời"),
        ("tỉnh về việc thực hiện chuyển hóa địa bàn", "tỉnh về việc thực hiện chuyên hóa địa bàn"),
        ("đồng chí Bí thư Quận ủy", "đồng chí Bí thư Quân ủy"),
    ],
)
def test_the_right_tone_is_the_likelier_phrase(model, right, wrong):
    """Formulas of office paper, each with a slip that Tesseract made on real scans."""
    assert cost(model, right) < cost(model, wrong)


def test_tone_places_are_one(model):
    """`hoà` and `hòa` are the same syllable: both are in the archives."""
    assert cost(model, "hoà giải, uỷ ban") == cost(model, "hòa giải, ủy ban")


def test_chances_of_all_words_add_up(model):
    """After any two words the chances of all others are about one together."""
    words = list(model._ids)
    for before in (("căn", "cứ"), ("zzz", "ban"), (START, START), ("điều", "<n>")):
        total = sum(math.exp(-model.cost(before, word)) for word in words if word != UNKNOWN)
        assert 0.75 < total < 1.15


def test_numbers_are_one_word():
    """What number stands there is not the language's business."""
    assert tokens("ngày 19/6/2015, số 22/NQ-TW") == ("ngày", "<n>", ",", "số", "<n>")
