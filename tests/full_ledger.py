"""A ledger of as many documents as a province has, written in bulk: counts and sizes matter."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from pipeline.archive.ledger.causes_tables import causes
from pipeline.archive.ledger.queue_tables import review_queue
from pipeline.archive.ledger.tables import documents, files, nights, pages, records, sightings

FONDS = 40
PAGES = 5
AT_ONCE = 5_000
CAUSES = ("pen", "number", "letterhead", "title", "signer", "words", "unread", "scan", "end")
OFFICES = [f"UBND xa so {number}" for number in range(300)]


def fill(database, count, seed=7):
    """Put so many documents of as many files into a ledger, a tenth of them to be looked at.

    Args:
        database: The ledger's, `ledger._db`.
        count: Documents.
        seed: Of all that is drawn.

    Returns:
        Their ids.
    """
    chance = random.Random(seed)
    began = datetime(2026, 1, 5, 15, tzinfo=UTC)
    ids = []
    with database.engine.connect() as connection:
        for start in range(0, count, AT_ONCE):
            rows = [
                _rows(number, chance, began) for number in range(start, min(start + AT_ONCE, count))
            ]
            ids += [row[2]["id"] for row in rows]
            connection.exec_driver_sql("BEGIN")
            for place, table in enumerate((files, sightings, documents, records)):
                connection.execute(insert(table), [row[place] for row in rows])
            connection.execute(insert(review_queue), [row[6] for row in rows])
            connection.execute(insert(pages), [page for row in rows for page in row[4]])
            connection.execute(insert(causes), [cause for row in rows for cause in row[5]])
            connection.exec_driver_sql("COMMIT")
        told = {"pages_read": 4000, "seconds": 6000, "documents_must": 90, "nothing_new": False}
        some = [
            {
                "id": f"night-{day}",
                "started": began + timedelta(days=day),
                "ended": began + timedelta(days=day, hours=2),
                "state": "done",
                "counts": told,
            }
            for day in range(200)
        ]
        connection.execute(insert(nights), some)
    return ids


def _rows(number, chance, began):
    sha256 = f"{chance.getrandbits(256):064x}"
    name = f"phong {number % FONDS}/hop {number // 400}/cv {number}.pdf"
    moment = began + timedelta(minutes=3 * number)
    id_ = f"{sha256[:16]}-0001"
    drawn = chance.random()
    grade = (
        "must" if drawn < 0.15 else "should" if drawn < 0.35 else "may" if drawn < 0.7 else "none"
    )
    grades = [] if grade == "none" else [grade, *chance.choices(("should", "may"), k=2)]
    if grade == "may":
        grades = ["may"] * 3
    notes = [
        {
            "what": "Chưa có số văn bản: viết tay, đọc không chắc",
            "where": "trang 1, góc trên bên trái, ảnh p0001-u01.png",
            "why": "máy đọc được nhiều cách",
            "grade": one,
            "cause": chance.choice(CAUSES),
            "minutes": 0.3,
            "gain": 2.0,
        }
        for one in grades
    ]
    return (
        {
            "sha256": sha256, "name": name, "size": 900_000, "pages": PAGES, "state": "published",
            "code": None, "reason": None, "attempts": 1, "first_seen": moment, "updated": moment,
        },
        {
            "id": sha256, "location": f"/hop/{name}", "name": name, "size": 900_000, "mtime_ns": 1,
            "sha256": sha256, "first_seen": moment, "last_seen": moment,
        },
        {
            "id": id_, "sha256": sha256, "pages": list(range(1, PAGES + 1)), "state": "published",
            "config": "k", "published_at": moment,
        },
        {
            "id": id_, "number_key": None, "grade": grade,
            "fields": {"number": str(number), "symbol": "CV-UBND", "org": OFFICES[number % 300]},
            "notes": notes,
        },
        [
            {
                "sha256": sha256, "number": page, "config": "k", "state": "done", "attempts": 1,
                "code": None, "reason": None, "seconds": 2.0, "finished_at": moment,
            }
            for page in range(1, PAGES + 1)
        ],
        [
            {
                "document": id_, "place": place, "cause": note["cause"], "grade": note["grade"],
                "office": OFFICES[number % 300], "minutes": 0.3, "gain": 2.0,
            }
            for place, note in enumerate(notes)
        ],
        {
            "id": id_, "place": 1e6 * ("must", "should", "may", "none").index(grade) - 2.0,
            "grade": grade, "org": OFFICES[number % 300], "year": str(1990 + number % 35),
            "fonds": f"|phong {number % FONDS}|", "decided": 0, "signed": None,
        },
    )  # fmt: skip
