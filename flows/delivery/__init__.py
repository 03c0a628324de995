"""A night's report brought to people and programs: by mail, by webhook, to Prefect's pages.

told         what is told: figures, and where the report lies
mail         ... by SMTP
webhook      ... signed, to one address
artifact     ... beside the run, on Prefect's pages
delivering   all of these, as the settings say; what fails is told, and fails no night
"""

from flows.delivery.delivering import deliver

__all__ = ["deliver"]
