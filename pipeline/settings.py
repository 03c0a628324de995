"""One frozen `Settings`, a section per stage; made once at the door and passed on.

Sizes are millimetres, times seconds, shares 0–1. Where a default was measured, it says so.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from pipeline.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Bounds",
    "Deadlines",
    "DeskDoor",
    "Fixity",
    "Flattening",
    "InkCleaning",
    "Judging",
    "Logs",
    "Night",
    "Pen",
    "Pictures",
    "Raster",
    "Recognition",
    "Reread",
    "Review",
    "Settings",
    "with_overrides",
]


@dataclass(frozen=True, slots=True)
class Raster:
    """PDF pages to pictures.

    Attributes:
        max_megapixels: A page with more is refused: an A3 at 600 dpi has 70.
        render_dpi: For pages that are not one scanned image.
        program_seconds: Poppler is stopped after this.
        program_mb: Memory of one of Poppler's programs, and no more than the page it runs for has.
            81 megapixels are drawn in 380, of JPEG 2000 in 1,610.
    """

    max_megapixels: float = 120.0
    render_dpi: int = 200
    program_seconds: float = 60.0
    program_mb: int = 2048


@dataclass(frozen=True, slots=True)
class Flattening:
    """Upright and straight.

    Attributes:
        reading_dpi: Scans above are averaged down: a denoiser, and half the cost (measured:
            150–200 is enough and better than 300 on noisy pages).
        least_dpi: Scans below are enlarged to it: at 90 dpi the marks of letters are a pixel high
            (drawn pages at 90 dpi: 1.2 % of the letters wrong as they are, 0.3 enlarged; more
            than 150 gains nothing).
        reading_megapixels: A larger sheet is averaged down to so much: an A0 at 113 dpi. Reading
            takes 20 bytes a pixel, and this keeps a page process below 1 GB.
        max_skew_degrees: The search goes so far both ways.
    """

    reading_dpi: int = 200
    least_dpi: int = 150
    reading_megapixels: float = 20.0
    max_skew_degrees: float = 8.0


@dataclass(frozen=True, slots=True)
class InkCleaning:
    """Colour marks off the page (findings on ink: Lab chroma, max RGB, stretch).

    Attributes:
        chroma: Least Lab chroma of ink that is not black.
        spread: Least max − min of RGB.
        least_ink_mm2: Marks with less ink stay where they are.
        colour: Lift coloured ink. Off, seals and blue pen are read as if they were print.
        black: Lift what is not print in black and gray.
        compare: Read lines under lifted ink with the ink as well, and keep the better reading.
    """

    chroma: float = 17.0
    spread: int = 28
    least_ink_mm2: float = 1.0
    colour: bool = True
    black: bool = True
    compare: bool = True


@dataclass(frozen=True, slots=True)
class Judging:
    """Where a scan is no longer good enough, and should be made again.

    They decide nothing about how a page is read: other lines judge the same figures anew.
    Measured on 85 scanned pages of Vietnamese offices and on drawn pages with and without each
    fault (`sohoa samples`); most were set in the middle between both.

    Attributes:
        least_dpi: Thông tư 05/2025 and 02/2019/TT-BNV ask for 200; a fiftieth less passes, for
            sheets are not cut so exactly.
        colour: The same ask for colour. Off where gray or black and white was agreed on.
        cut_mm: Print or marks may run off one edge of the picture over so many millimetres in all:
            specks and the sheet's edge reach 4.4, cut lines 13 and more.
        edge_mm: Widest step from paper to print: sharp scans have 0.13–0.33, at 100 dpi 0.37,
            carbon copies 0.34–0.43, blurred scans mostly 0.42–0.6.
        ink: Most of the paper's light that the darkest of the print throws back. Good scans have
            0–0.3, faint print that still reads well 0.49.
        paper: Least brightness of the paper, 0–255: grey paper has 172, a scan set too dark 100.
        shadow: Most of its light that paper loses in shadow: 0.1 is usual, a photograph in the
            light of a window has 0.3.
        skew_degrees: Tilt that is taken out well in reading, but not in the picture that is kept.
        border_mm: Widest dark border that is seen around the sheet.
        fold_mm: Longest crease of a folded corner; what is shorter hides a margin only.
        finger_mm2: Most that fingers may cover.
        twice_bits: Pages whose fingerprints (256 bits) differ in no more are alike: two scans of
            one sheet differ in 8–26, pages of one form in 46 and more.
        twice_text: Alike pages are one sheet if so much of their text agrees, 0–1.
    """

    least_dpi: float = 200.0
    colour: bool = True
    cut_mm: float = 6.0
    edge_mm: float = 0.42
    ink: float = 0.5
    paper: float = 140.0
    shadow: float = 0.4
    skew_degrees: float = 2.5
    border_mm: float = 10.0
    fold_mm: float = 15.0
    finger_mm2: float = 80.0
    twice_bits: int = 36
    twice_text: float = 0.95


@dataclass(frozen=True, slots=True)
class Pen:
    """Figures written by hand on the blanks of forms.

    Attributes:
        accept: Readings less probable than this are left to a person. Of 62 slots of number, day
            and month on real letters 49 pass and none is wrong (the likeliest wrong one has 0.56);
            of slots drawn in unknown hands, harder than offices write, 74 %, and 2.4 % are wrong.
        accept_on_stamps: The same for the blanks of incoming stamps: there figures stand on dots
            and between rubber, and of the few real ones a 21 was read as 24 with 0.88.
    """

    accept: float = 0.7
    accept_on_stamps: float = 0.9


@dataclass(frozen=True, slots=True)
class Recognition:
    """Engines.

    Attributes:
        engine: `tesserocr` in process; `pytesseract` the portable one.
        language: Name of the trained data: `vie_archive` is ours (models/), `vie` Debian's.
        tessdata: Folder with `<language>.traineddata`; empty = ours, then Debian's.
        second_opinion: Lines with a doubtful word are looked at once more, another way.
        language_model: Of words in small letters the phrase has a say among what the engine offers.
    """

    engine: Literal["tesserocr", "pytesseract"] = "tesserocr"
    language: str = "vie_archive"
    tessdata: str = ""
    second_opinion: bool = True
    language_model: bool = True


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a page process may take of the machine before it is stopped.

    Attributes:
        process_mb: Memory of one process, however large its page is said to be.
        least_mb: Memory every page may have, however small it is said to be: three times what an
            A4 at 300 dpi takes. Between the two a page may have half as much again as its size
            lets expect.
        scratch_mb: What a process and the programs that it starts may have in the temporary folder.
    """

    process_mb: int = 2560
    least_mb: int = 900
    scratch_mb: int = 400


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long native code may take before its process is killed.

    Attributes:
        page_seconds: One page, everything included.
        page_attempts: A page whose process died or hung is tried so often before it becomes a
            visible hole, which no later night tries again by itself.  Who begins its batch anew
            (a night or worker was killed) counts anew.
        worker_pages: A worker process is replaced after so many documents of one page, or after
            four times as many pages of long ones.
        batch_pages: Pages in one batch at most (decision 0030).
    """

    page_seconds: float = 120.0
    page_attempts: int = 2
    worker_pages: int = 500
    batch_pages: int = 500


@dataclass(frozen=True, slots=True)
class Review:
    """When a person has to look at a field: the one table of lines (ngưỡng) of the review list.

    Attributes:
        required: Fields without which a record is not whole, as the office's profile says: one
            that is missing, or less sure than its line, puts the document on the *must* list.
        useful: Fields whose doubts are worth a look (*should*); doubts of others are counted.
        type: Line of the type; so each of the next.
        number: Mostly by pen.
        symbol: From the number line.
        date: Mostly by pen.
        org: The issuing organ.
        subject: Long: a letter wrong in it is likelier than in a number.
        signer: The name.
        other: Line of every other field; below it the field is a doubt.
        words: Of names, numbers and dates in the text, a word less sure than this is a doubt
            (*should*); other unsure words are counted (*may*).
    """

    required: str = "type number symbol date org subject signer"
    useful: str = "system parent_org place recipients authority title incoming_stamp urgency"
    type: float = 0.75
    number: float = 0.75
    symbol: float = 0.75
    date: float = 0.75
    org: float = 0.75
    subject: float = 0.75
    signer: float = 0.75
    other: float = 0.6
    words: float = 0.3

    @property
    def required_fields(self) -> tuple[str, ...]:
        """Keys of the fields that are required."""
        return _keys(self.required)

    @property
    def useful_fields(self) -> tuple[str, ...]:
        """Keys of the fields that are not required, and whose doubts are worth a look."""
        return tuple(key for key in _keys(self.useful) if key not in self.required_fields)

    def line(self, key: str) -> float:
        """The confidence below which a field is looked at."""
        lines = asdict(self)
        return float(lines[key] if key in _OWN_LINES else self.other)


@dataclass(frozen=True, slots=True)
class Reread:
    """Documents of the archive read again, when models or settings have changed.

    Attributes:
        pages_a_night: So many pages of documents that were read with other models or settings are
            read again at the end of a night, oldest reading first; 0 = only when a person asks.
        most_missing: Share of its words that a new version may lack before a person must look.
        most_changed: Share of its words that may be others, or new, before a person must look.
    """

    pages_a_night: int = 0
    most_missing: float = 0.005
    most_changed: float = 0.05


@dataclass(frozen=True, slots=True)
class Fixity:
    """Is every byte of the archive still the same? A share is looked through at the end of a night.

    Attributes:
        within_days: So that all documents are looked through within so many days, if there is a
            night each day, those first that were not for longest; 0 = only when a person asks.
            100,000 documents take 90 nights of about 8 minutes of one core (0.4 s each, measured).
    """

    within_days: float = 90.0


@dataclass(frozen=True, slots=True)
class Pictures:
    """Page pictures that people look at (`sohoa desk`).

    Attributes:
        workers: Processes that draw them, each about 150 MB, and 400 for a moment over an A3 at
            300 dpi; 0 = one for every two cores.
        cache_mb: Room for drawn pages in `state`: an A4 in colour at 300 dpi takes 2–3 MB.
    """

    workers: int = 0
    cache_mb: float = 2000.0


@dataclass(frozen=True, slots=True)
class Logs:
    """How the program tells what it does.

    Attributes:
        form: `plain`: lines for a person; `json`: one object a line, for programs that gather logs.
    """

    form: Literal["plain", "json"] = "plain"


@dataclass(frozen=True, slots=True)
class Night:
    """How a night behaves towards the rest of the house.

    Attributes:
        stop: Hour of the day (`06:00`, in `timezone`) from which a night begins nothing more; the
            rest waits for the next one. Empty = nights go on until all is done. One begun by hand
            (`sohoa ingest`) has no such hour unless it is given one (`--stop`).
        least_free_mb: A night begins nothing more when less than that is free on a disk it writes
            to: archive in a folder, state, temporary files; on a small disk, a quarter of it; or
            when fewer than 10,000 files can still be made there. 0 = neither is looked at.
        spread: `here`: batches are done in the night's own process. `pool`: they are runs on a
            work pool, which the workers of many machines take up (docs/operations.md).
        ahead: So many batches wait for a worker beside those that are read: none of them waits
            for the next, and little is begun when a night has to stop.
        at_once: So many batches at once at most, however many workers there are; 0 = no such limit.
    """

    stop: str = "06:00"
    least_free_mb: float = 500.0
    spread: Literal["here", "pool"] = "here"
    ahead: int = 1
    at_once: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Where the report of a night goes, besides the archive.

    Only figures and the place of the report leave the archive, not a word of what a document says,
    unless `mail_attach` says otherwise. A night without news tells nobody.

    Attributes:
        mail_to: Addresses, parted by commas; empty = no mail.
        mail_from: Sender; empty = `smtp_user`.
        mail_attach: The HTML report goes with the mail: it names files and quotes fields.
        smtp_host: Mail server.
        smtp_port: Its port.
        smtp_tls: `starttls` (587), `tls` (465), or `none`, only for a server on this machine.
        smtp_user: Log-in; empty = none.
        smtp_password_file: File with its password.
        ca_file: Certificates that the mail server's is trusted by; empty = the system's.
        webhook: Address that is told by POST; empty = none.
        webhook_secret_file: File with the key (`whsec_…`) it is signed with; empty = not signed.
        artifact: The figures stand beside the run on Prefect's pages.
    """

    mail_to: str = ""
    mail_from: str = ""
    mail_attach: bool = False
    smtp_host: str = "localhost"
    smtp_port: int = 587
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password_file: str = ""
    ca_file: str = ""
    webhook: str = ""
    webhook_secret_file: str = ""
    artifact: bool = True

    @property
    def mail_addresses(self) -> tuple[str, ...]:
        """To whom mail goes."""
        return _keys(self.mail_to)


@dataclass(frozen=True, slots=True)
class DeskDoor:
    """Where `sohoa desk` is found, and who comes in.

    Attributes:
        host: Address of this machine that it listens on. Others than 127.0.0.1 are for a proxy with
            TLS in front: without, passwords would cross the network for all to read.
        port: 0 = a free one.
        hosts: Names by which browsers reach it, parted by spaces, beside localhost and this
            machine's own loopback addresses: a page of a stranger must not reach it by another.
        proxies: Addresses or networks of such proxies, parted by spaces: they are believed when
            they say for whom they ask, and how.
        proxy_header: Header in which a proxy names who signed in at it; only from `proxies`, and
            only names that have an account. Empty = off.
        session_hours: Whoever signed in does so again after so long.
        idle_minutes: ... or after doing nothing for so long.
        free_attempts: So many wrong passwords before one has to wait, longer each time.
        lockout_minutes: Nobody waits longer.
        upload_mb: Largest file that can be sent to the desk.
        api_a_minute: So often may one account's programs ask in a minute; 0 = without end.
        oidc_issuer: Address of an OpenID provider whose word is taken; empty = off.
        oidc_client: Our name there.
        oidc_secret_file: File with our secret there.
        oidc_name: Claim with a person's name.
        oidc_roles_claim: Claim with a person's groups; empty: only names that have an account.
        oidc_roles: What each group does here, as `group=role`, parted by spaces.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    hosts: str = ""
    proxies: str = ""
    proxy_header: str = ""
    session_hours: float = 12.0
    idle_minutes: float = 120.0
    free_attempts: int = 5
    lockout_minutes: float = 15.0
    upload_mb: float = 512.0
    api_a_minute: int = 3000
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret_file: str = ""
    oidc_name: str = "preferred_username"
    oidc_roles_claim: str = ""
    oidc_roles: str = ""


def _keys(names: str) -> tuple[str, ...]:
    return tuple(names.replace(",", " ").split())


_OWN_LINES = frozenset({"type", "number", "symbol", "date", "org", "subject", "signer"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set.

    Attributes:
        inbox: Folder or `s3://bucket/prefix`.
        archive: Folder or `s3://bucket/prefix`.
        database: SQLAlchemy URL; empty = SQLite inside a folder archive.
        database_password_file: File with the password of the user whom `database` names without
            one: environments and command lines are shown to others, such a file is not.
        workers: Page processes; 0 = as many as cores and memory allow.
        schedule: Cron of the nightly run.
        timezone: Of the schedule, of night names, and of moments at the desk.
        settle_seconds: A file younger than this that changes while watched is still being copied.
        state: Folder on this machine for Prefect's database, logs and drawn pages; empty =
            `~/.local/state/sohoa`.
        umask: Rights that nobody gets on what is written, as `umask` says them in octal: 077 leaves
            all to the account that runs us, 027 lets its group read.
        port: Of the Prefect server that `sohoa serve` owns, on 127.0.0.1; 0 = a free one.
        secrecy: What becomes of a file with a page that bears MẬT or above, or a mark that may be
            one. `set_aside`: it is not read, nothing of it is stored, a person is told: the law
            keeps secret papers off machines on a network. `flag`: it is read and stored like
            others, with a note; only for a machine that is cleared for secret papers.
    """

    inbox: str = "./inbox"
    archive: str = "./archive"
    database: str = ""
    database_password_file: str = ""
    workers: int = 0
    schedule: str = "0 22 * * *"
    timezone: str = "Asia/Ho_Chi_Minh"
    settle_seconds: float = 5.0
    state: str = ""
    umask: str = "077"
    port: int = 0
    secrecy: Literal["set_aside", "flag"] = "set_aside"
    raster: Raster = field(default_factory=Raster)
    flattening: Flattening = field(default_factory=Flattening)
    ink: InkCleaning = field(default_factory=InkCleaning)
    pen: Pen = field(default_factory=Pen)
    recognition: Recognition = field(default_factory=Recognition)
    deadlines: Deadlines = field(default_factory=Deadlines)
    bounds: Bounds = field(default_factory=Bounds)
    review: Review = field(default_factory=Review)
    judging: Judging = field(default_factory=Judging)
    reread: Reread = field(default_factory=Reread)
    fixity: Fixity = field(default_factory=Fixity)
    pictures: Pictures = field(default_factory=Pictures)
    night: Night = field(default_factory=Night)
    report: Report = field(default_factory=Report)
    desk: DeskDoor = field(default_factory=DeskDoor)
    logs: Logs = field(default_factory=Logs)

    def reading_identity(self) -> dict[str, Any]:
        """The settings that change what a page reads as; part of every checkpoint's key."""
        return {
            "secrecy": self.secrecy,
            **{
                name: asdict(getattr(self, name))
                for name in ("raster", "flattening", "ink", "pen", "recognition")
            },
        }


def with_overrides(settings: Settings, overrides: Mapping[str, Any], prefix: str = "") -> Settings:
    """Settings with values from TOML or the environment laid over them.

    Strings are converted to the type the default has, so that `SOHOA_WORKERS=4` is a number.

    Raises:
        SettingsError: A name that does not exist, or a value of the wrong type.

    >>> laid_over = {"workers": "4", "raster": {"render_dpi": 300}}
    >>> with_overrides(Settings(), laid_over).raster.render_dpi
    300
    """
    changed: Settings = _overlay(settings, overrides, prefix)
    return changed


_KINDS = {bool: "true, false", int: "số nguyên", float: "số", str: "chữ"}


def _overlay(section: Any, overrides: Mapping[str, Any], prefix: str) -> Any:
    known = {f.name for f in fields(section)}
    changed: dict[str, Any] = {}
    for name, value in overrides.items():
        if name not in known:
            raise SettingsError(prefix + name, value, ", ".join(sorted(known)))
        old = getattr(section, name)
        if is_dataclass(old):
            if not isinstance(value, dict):
                raise SettingsError(prefix + name, value, f"[{name}]")
            changed[name] = _overlay(old, value, f"{prefix}{name}.")
        else:
            try:
                changed[name] = _flag(value) if isinstance(old, bool) else type(old)(value)
            except (TypeError, ValueError):
                raise SettingsError(prefix + name, value, _KINDS[type(old)]) from None
    return replace(section, **changed)


def _flag(value: Any) -> bool:
    """A yes or no as TOML or the environment says it; `ValueError` for anything else."""
    if isinstance(value, bool):
        return value
    said = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if str(value).strip().lower() not in said:
        raise ValueError(f"not a yes or no: {value!r}")
    return said[str(value).strip().lower()]
