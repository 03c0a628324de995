"""Submission packages (gói SIP) after E-ARK CSIP 2.0.4 and SIP 2.0.4.

values    what is put into one: file (hồ sơ), documents, organs
writing   the package on the disk: built aside, checked, renamed
mets      METS.xml of package and representation
ead       EAD.xml: the archival description
records   the profile's records as flat XML; the list for a person
history   premis.xml: what was done by whom
checking  whether a folder is a package: schemas, E-ARK's rules, hashes
"""

from pipeline.export.sip.checking import check_sip
from pipeline.export.sip.values import SipAgent, SipContent, SipDocument, SipFile
from pipeline.export.sip.writing import write_sip

__all__ = ["SipAgent", "SipContent", "SipDocument", "SipFile", "check_sip", "write_sip"]
