"""Syllable validity and how Vietnamese a text looks."""

import pytest

from pipeline.text.syllables import is_valid_syllable, looks_vietnamese, syllable_share


@pytest.mark.parametrize(
    "words",
    [
        "nghiêng nghĩa ngành ghế gần kỷ kiểm cần quyền quốc quýt giếng gì giũ giặt yêu yếm ý",
        "khuỷu thuở huỳnh hoàn ngoẵng xoong oái uyên khuya ỉu uất tuýp chuếnh loắt ướt",
        "hòa hoà thúy thuý khỏe khoẻ ủy uỷ quý lý lí",
        "NGUYỄN Đoàn VƯƠNG Quách Lữ",
    ],
)
def test_real_words_are_valid(words):
    """Every rhyme family, both tone placements and any case are accepted."""
    assert [word for word in words.split() if not is_valid_syllable(word)] == []


@pytest.mark.parametrize(
    "words",
    [
        "kông ngi nge cê gê kua cuả xuơng qa qoan",
        "thưc mat cấch tòt hõc hoàt",
        "nghiã toì gía tíên bb zô foto wifi",
        "HQI CilU VIT",
    ],
)
def test_impossible_words_are_not(words):
    """Wrong onset spellings, misplaced tones and closed syllables with open tones are refused."""
    assert [word for word in words.split() if is_valid_syllable(word)] == []


GARBAGE = "CONG HOA xA HQI CilU NGHIA VIT NAM DQc lip - Ty do - Hanh phtic"
TCVN3 = "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc, Hµ Néi, ngµy 5 th¸ng 6"
VNI = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc"
GOOD = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    "Số: 17/CT-UBND, TTg, HĐND\nKính gửi: Ủy ban nhân dân các quận, huyện (để b/c) về Covid-19"
)


def test_a_garbage_layer_fails_and_real_text_passes():
    """A text layer's score separates the layers to trust from those to throw away."""
    assert looks_vietnamese(GOOD) > 0.85
    for layer in (GARBAGE, TCVN3, VNI, "The quick brown fox jumps over the lazy dog", "", "12/3"):
        assert looks_vietnamese(layer) < 0.5


def test_misread_words_lower_the_share():
    """The share falls with each impossible word; codes and abbreviations do not count."""
    assert syllable_share("Số 17/CT-UBND của UBND tỉnh, khóa XII") == 1.0
    assert syllable_share("Thưc hiện chỉ thị") == 3 / 4
    assert syllable_share("") == 0.0
