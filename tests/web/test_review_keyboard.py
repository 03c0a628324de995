"""The bar: drawn documents with known faults (30 with 40), mended by a scripted keyboard."""

import os
import random
import re

import pytest
from browsing import without_pictures
from doubtful import TRUTH, Doubt, doubtful
from playwright.sync_api import expect

from web.services.review_fields import FORMS, typed

pytestmark = pytest.mark.slow

QUEUE = re.compile(r"/review(\?.*)?$")
WRONG = {
    "org": "UY BAN NHAN DAN HUYEN DÔNG ANH",
    "number": "514",
    "symbol": "TTr-UBMD",
    "date": "2021-01-30",
    "type": "TỜ TRINH",
    "subject": "phê duyêt kế hoạch phòng, chông dịch bệnh",
    "signer": "Nguyên Thị Ngoc Thụy",
}
# All of it takes a minute: `make bench`.
DOCUMENTS, FAULTS = (30, 40) if os.environ.get("SOHOA_BENCHMARKS") == "1" else (5, 7)


# A letter with marks has no key on this keyboard and comes without one, as from Unikey: letters are
# counted where they arrive, other keys where they are pressed.
COUNT = """
const counted = () => sessionStorage.setItem("keys", 1 + Number(sessionStorage.getItem("keys")));
addEventListener("keydown", (event) => { if (event.key.length > 1) counted(); }, true);
addEventListener("input", counted, true);
"""


def work():
    """Of each document, its fields in doubt, and which of them are wrong."""
    dice = random.Random(13)
    keys = list(TRUTH)
    wrong = [set() for _ in range(DOCUMENTS)]
    while sum(map(len, wrong)) < FAULTS:
        wrong[dice.randrange(DOCUMENTS)].add(dice.choice(keys))
    return [(sorted({*one, dice.choice(keys)}, key=keys.index), one) for one in wrong]


def test_documents_are_mended_by_keyboard(tab, desk, tmp_path):
    """A confirmed field takes one key, a corrected one its letters and one; signing one more."""
    plan = work()
    made = {}
    for n, (doubts, wrong) in enumerate(plan, 1):
        told = [
            # A fault in three was not read at all.
            Doubt(key, (None if n % 3 == 0 else WRONG[key]) if key in wrong else TRUTH[key])
            for key in doubts
        ]
        made[doubtful(desk.archive, tmp_path / "hop", f"văn bản {n:02d}", told).id] = wrong
    without_pictures(tab)
    tab.add_init_script(COUNT)
    counts = {"confirmed": [], "corrected": [], "signed": []}

    def keys():
        return tab.evaluate("Number(sessionStorage.getItem('keys'))")

    tab.goto("/review")
    tab.keyboard.press("Enter")
    for _ in plan:
        tab.wait_for_url(re.compile(r"/review/[0-9a-f]{16}-"))
        document = tab.locator("#review").get_attribute("data-document")
        order = tab.locator(".doubts .field").evaluate_all("all => all.map(one => one.dataset.key)")
        for key in order:
            expect(tab.locator(f"#in-{key}")).to_be_focused()
            before = keys()
            said = typed(FORMS[key].kind, TRUTH[key])
            if key in made[document]:
                tab.keyboard.type(said)
                tab.keyboard.press("Enter")
                counts["corrected"].append(keys() - before - len(said))
            else:
                tab.keyboard.press("Enter")
                counts["confirmed"].append(keys() - before)
        expect(tab.locator("[data-signs]")).to_be_focused()
        before = keys()
        tab.keyboard.press("Enter")
        tab.wait_for_url(lambda url, was=document: was not in url.partition("?")[0])
        counts["signed"].append(keys() - before)
    tab.wait_for_url(QUEUE)
    expect(tab.locator(".empty")).to_be_visible()
    assert len(counts["corrected"]) == FAULTS
    assert set(counts["corrected"]) == {1}
    assert set(counts["confirmed"]) == {1}
    assert set(counts["signed"]) == {1}
    for document in made:
        fields = desk.archive.read_decided(document).fields
        assert {key: fields[key].value for key in TRUTH} == TRUTH
        assert desk.archive.decisions.signed(document)
