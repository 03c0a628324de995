"""Submission packages (gói SIP) after E-ARK CSIP 2 / SIP 2.

values  what is put into one: file (hồ sơ), documents, organs

`write_sip(file, folder, zipped=False)` makes `folder/uuid-<UUID>/` (or `.zip`), whole or not at
all, and says where it is.
"""

from pipeline.export.sip.values import SipAgent, SipContent, SipDocument, SipFile

__all__ = ["SipAgent", "SipContent", "SipDocument", "SipFile"]
