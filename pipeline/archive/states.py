"""The states of everything that a night moves, and the only moves there are.

The ledger takes its conditions from here: a statement that sets a state does so only where the
row is in a state that the move begins in, so that a process that was thought dead and writes late
changes nothing.  `docs/state-machine.md` is made of this table, and tests hold every statement of
the ledger, and nights that are killed again and again, against it.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ABSENT", "BATCHES", "CUTS", "DOCUMENTS", "FILES", "LEASES", "MACHINES", "NIGHTS",
           "PAGES", "UPLOADS", "VERSIONS", "Machine", "Move"]  # fmt: skip

ABSENT = ""
"""The state of what has no row."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a statement of the ledger does to a row.

    Attributes:
        by: The statement, as class and method.
        before: States it may begin in; `ABSENT`: it makes the row.
        after: States it may end in, from each of these; `ABSENT`: it removes the row.
        when: In words.
    """

    by: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    when: str


@dataclass(frozen=True, slots=True)
class Machine:
    """What has states.

    Attributes:
        table: Of the ledger.
        about: What a row is, and who may move it.
        states: State → what is true of disk and ledger while a row is in it.
        moves: All there are.
        ends: States in which nothing is left to be done.
        column: That holds the state.
    """

    table: str
    about: str
    states: dict[str, str]
    moves: tuple[Move, ...]
    ends: frozenset[str]
    column: str = "state"

    def before(self, statement: str) -> tuple[str, ...]:
        """States that a statement may begin in, those of rows that are there."""
        moves = [move for move in self.moves if move.by == statement]
        if not moves:
            raise ValueError(f"{statement} moves no {self.table}")
        return tuple(state for move in moves for state in move.before if state != ABSENT)

    def allows(self, before: str, after: str) -> bool:
        """Whether some statement makes this move."""
        return before == after or any(
            before in move.before and after in move.after for move in self.moves
        )


FILES = Machine(
    "files",
    "A scanned file, known by its bytes. The night that holds the archive's lease moves it; a "
    "person may ask for one that waits again at any time.",
    {
        "seen": "Known, with the places it lies at; nobody has opened it. No checkpoint counts.",
        "reading": "Opened by a night, which works on it or was killed over it. Finished pages lie "
        "under `work/`; of its documents none, some or all may be visible already, each whole.",
        "published": "All of its documents are visible and on record; its checkpoints are gone or "
        "go with the next night.",
        "set_aside": "It waits for a person; why lies in `quarantine/`. Of a secret one nothing "
        "that was read is kept.",
        "failed": "Our own doing, or it went: the next night tries again. Finished pages are kept.",
    },
    (
        Move("Ledger.sight", (ABSENT,), ("seen",), "a night or a sender meets new bytes"),
        Move("Ledger.begin", ("seen", "reading", "failed"), ("reading",),
             "a night opened it; one more attempt"),
        Move("Ledger.publish", ("reading", "seen"), ("published",),
             "its last document is on record (`seen`: a person asked for it anew meanwhile)"),
        Move("Ledger.fail", ("seen", "reading", "failed"), ("failed",),
             "it went, was replaced, cannot be opened for now, or no document came of it"),
        Move("Ledger.set_aside", ("seen", "reading", "failed", "set_aside"), ("set_aside",),
             "it cannot be read, is secret, or was tried too often"),
        Move("Ledger.retry", ("set_aside", "failed", "reading", "seen"), ("seen",),
             "a person wants it tried again, or it came under another name"),
        Move("Ledger.leave", ("reading",), ("seen",), "its night halted before it came to it"),
        Move("Ledger.reopen", ("published",), ("seen",), "a document of it is lost"),
        Move("RelearnLedger.file", (ABSENT,), ("published",), "a lost ledger: they lie there"),
        Move("RelearnLedger.aside", (ABSENT, "set_aside"), ("set_aside",),
             "a lost ledger: its reason lies there"),
        Move("RelearnLedger.extent", ("published", "seen"), ("published", "seen"),
             "a lost ledger: its documents have all of its pages, or not"),
    ),
    frozenset({"published", "set_aside"}),
)  # fmt: skip

PAGES = Machine(
    "pages",
    "A page of a file, as read with one configuration. Whoever reads it moves it.",
    {
        "reading": "So many attempts are on record before they are made; a process reads it, or "
        "died over it. There may be a checkpoint that is not on record: it is written over.",
        "done": "Its checkpoint is whole, until its file's documents are visible. For good.",
        "failed": "An attempt ended badly; its checkpoint is a visible hole.",
    },
    (
        Move("PageLedger.claim", (ABSENT, "reading", "failed"), ("reading",), "before an attempt"),
        Move("PageLedger.finish", (ABSENT, "reading", "failed"), ("done",),
             "its checkpoint is written"),
        Move("PageLedger.fail", (ABSENT, "reading", "failed"), ("failed",),
             "the hole is written, or the process was lost"),
        Move("PageLedger.forget", ("reading", "failed"), (ABSENT,), "its file is tried again"),
    ),
    frozenset({"done", "failed"}),
)  # fmt: skip

DOCUMENTS = Machine(
    "documents",
    "A document of the archive. Visible first, then on record: a row without a bag is a loss, a "
    "bag without a row is of a run that was killed between the two.",
    {
        "published": "Its bag stands in `documents/`, whole.",
        "missing": "A night found its bag gone and told so.",
    },
    (
        Move("Ledger.record", (ABSENT, "missing"), ("published",), "its bag is visible"),
        Move("Ledger.miss", ("published", "missing"), ("missing",), "its bag is gone"),
        Move("CutLedger.carried_out", (ABSENT, "published", "missing"), ("published",),
             "a person cut its file anew: it stands"),
        Move("CutLedger.carried_out", ("published", "missing"), (ABSENT,),
             "a person cut its file anew: it is superseded"),
        Move("VersionLedger.released", ("published", "missing"), ("published",),
             "a new reading took its place"),
        Move("RelearnLedger.document", (ABSENT, "published", "missing"), ("published", "missing"),
             "a lost ledger: its bag lies there"),
    ),
    frozenset({"published"}),
)  # fmt: skip

BATCHES = Machine(
    "batches",
    "A share of a night's pages. Only who holds the lease `batch:<id>` begins and ends it; the "
    "night closes what is left.",
    {
        "planned": "Waits for a worker; what an earlier attempt finished is kept, page by page.",
        "running": "A worker holds its lease, or died: then the lease stands still.",
        "done": "Its pages are read, its whole files published; what came of it is in `facts`.",
        "failed": "Tried as often as is sensible: its files wait for another night.",
        "void": "Its night is over or died; its files are taken up by the next one.",
    },
    (
        Move("BatchLedger.plan", (ABSENT,), ("planned",), "the night gives work out"),
        Move("BatchLedger.begin", ("planned", "running"), ("running",),
             "a worker took its lease (`running`: from one that died)"),
        Move("BatchLedger.finish", ("running",), ("done",), "all is done; its lease is held"),
        Move("BatchLedger.give_back", ("running",), ("planned",), "an attempt ended badly"),
        Move("BatchLedger.fail", ("planned", "running"), ("failed",), "the night gives it up"),
        Move("BatchLedger.void", ("planned", "running"), ("void",), "the night is over"),
        Move("BatchLedger.void_planned", ("planned",), ("void",), "nothing more is begun"),
        Move("BatchLedger.forget", ("planned", "running", "done", "failed", "void"), (ABSENT,),
             "another night is over and told"),
    ),
    frozenset({"done", "failed", "void"}),
)  # fmt: skip

LEASES = Machine(
    "leases",
    "The right to do what only one may do. Every taking has a token of its own; a statement of an "
    "earlier holder is refused by it.",
    {
        "true": "Somebody holds it, or died: its beats stand still.",
        "false": "Anybody may take it.",
    },
    (
        Move("LeaseLedger.take", (ABSENT, "false", "true"), ("true",),
             "nobody holds it (or who held it is dead)"),
        Move("LeaseLedger.release", ("true",), ("false",), "its holder is done"),
        Move("BatchLedger.forget", ("true", "false"), (ABSENT,),
             "of a batch: its night is over, whoever held it"),
    ),
    frozenset({"false"}),
    column="held",
)  # fmt: skip

NIGHTS = Machine(
    "nights",
    "A night. Who holds the lease `night` moves it.",
    {
        "running": "At work; or it was killed, and the next night says so.",
        "done": "It came to its end; what it did is in `counts`.",
        "failed": "It could not go on, or was killed: the next night takes up what it left.",
    },
    (
        Move("Ledger.start_night", (ABSENT,), ("running",), "it begins"),
        Move("Ledger.start_night", ("running",), ("failed",),
             "another one begins: this one was killed"),
        Move("Ledger.end_night", ("running",), ("done", "failed"), "it ends"),
    ),
    frozenset({"done", "failed"}),
)  # fmt: skip

UPLOADS = Machine(
    "uploads",
    "A file that another program sent. The desk moves it, one at a time.",
    {
        "coming": "All of its bytes came; it lies in the inbox, whole, or not at all.",
        "there": "It lay in the inbox.",
    },
    (
        Move("UploadLedger.coming", (ABSENT,), ("coming",), "before it is put into the inbox"),
        Move("UploadLedger.again", ("coming", "there"), ("coming",),
             "it was sent before and lies there no more"),
        Move("UploadLedger.arrived", ("coming", "there"), ("there",), "it lies there"),
    ),
    frozenset({"there"}),
)  # fmt: skip

CUTS = Machine(
    "cuts",
    "A person's decision where a file's documents begin. Kept for good once it is begun.",
    {
        "wished": "The archive was held: nothing is begun.",
        "pending": "Being carried out; a run that was killed is finished by the next.",
        "done": "The archive is as decided.",
    },
    (
        Move("CutLedger.wish", (ABSENT,), ("wished",), "while a night works"),
        Move("CutLedger.wish", ("wished",), (ABSENT,), "another one takes its place"),
        Move("CutLedger.drop_wish", ("wished",), (ABSENT,), "carried out, or no longer wanted"),
        Move("CutLedger.decide", (ABSENT,), ("pending",), "before anything is moved"),
        Move("CutLedger.carried_out", ("pending",), ("done",), "all of it is done"),
        Move("CutLedger.carried_out", ("wished",), (ABSENT,), "the wish that it was goes"),
        Move("RelearnLedger.cuts", (ABSENT,), ("pending", "done"), "a lost ledger: bags tell"),
    ),
    frozenset({"done"}),
)  # fmt: skip

VERSIONS = Machine(
    "versions",
    "A document read again. At most one of a document is open.",
    {
        "reading": "Begun; its pages are read, or were when the run was killed.",
        "proposed": "Lies whole under `proposed/`, waits for a decision.",
        "releasing": "Decided; the archive is being brought to it, by the next run if need be.",
        "released": "Stands, or has stood, among the documents.",
        "rejected": "A person did not want it; it is gone.",
        "replaced": "Another reading, or a cut, made it void.",
        "secret": "A page bore a mark of secrecy: nothing was kept.",
    },
    (
        Move("VersionLedger.begin", (ABSENT,), ("reading",), "its pages are to be read"),
        Move("VersionLedger.adopt", (ABSENT,), ("proposed",), "a lost ledger: it lies there"),
        Move("VersionLedger.propose", ("reading", "proposed"), ("proposed",), "it lies whole"),
        Move("VersionLedger.decide", ("proposed",), ("releasing", "rejected"), "a person decides"),
        Move("VersionLedger.released", ("releasing",), ("released",), "it stands"),
        Move("VersionLedger.end", ("reading", "proposed"), ("replaced", "secret"),
             "nothing comes of it"),
    ),
    frozenset({"released", "rejected", "replaced", "secret"}),
)  # fmt: skip

MACHINES = (
    NIGHTS, LEASES, BATCHES, FILES, PAGES, DOCUMENTS, VERSIONS, CUTS, UPLOADS
)  # fmt: skip
