"""Where buckets are, and whom the line to them trusts: asked of AWS's settings, of nobody else."""

from __future__ import annotations

import os

from botocore.configprovider import ConfiguredEndpointProvider  # type: ignore[import-untyped]
from botocore.httpsession import get_cert_path  # type: ignore[import-untyped]
from botocore.session import Session  # type: ignore[import-untyped]

from pipeline.archive.objects import archive_errors

__all__ = ["store_endpoint"]


def store_endpoint() -> tuple[str, str]:
    """Where buckets are, as the environment or AWS's files name it.

    Returns:
        The address, empty for AWS's own; and the file of the authorities it is trusted by.

    Raises:
        ArchiveError: AWS's files are not as they should be.
    """
    session = Session()
    with archive_errors("kho đối tượng"):
        address = ConfiguredEndpointProvider(
            full_config=session.full_config,
            scoped_config=session.get_scoped_config(),
            client_name="s3",
        ).provide()
        # As botocore chooses (`EndpointCreator`): neither `SSL_CERT_FILE` nor the system's.
        bundle = session.get_config_variable("ca_bundle") or os.environ.get("REQUESTS_CA_BUNDLE")
    return address or "", bundle or get_cert_path(verify=True)
