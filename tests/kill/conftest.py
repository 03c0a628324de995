"""What stories of killed nights share: an inbox, and the program loaded once."""

import pytest
from stories import draw_inbox

from flows.configuration import load_settings


@pytest.fixture(scope="session")
def inbox(tmp_path_factory):
    """Scans that take no time to read; all that a night needs is loaded, so that forks have it."""
    import pipeline.document
    import pipeline.export
    import pipeline.page

    settings = load_settings(environ={})
    pipeline.page.engine_events(settings)
    pipeline.page.reading_key(settings)
    folder = tmp_path_factory.mktemp("kill") / "in"
    draw_inbox(folder)
    return folder
