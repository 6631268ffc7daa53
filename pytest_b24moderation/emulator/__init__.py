"""An embedded Bitrix24: portal, OAuth server and Market as one ASGI application.

It knows nothing of the rest of the house: whoever uses it says how its calls leave (`Outbound`).
"""

from pytest_b24moderation.emulator.cloud import Cloud, create_app
from pytest_b24moderation.emulator.market import Listing, ListingVersion
from pytest_b24moderation.emulator.outgoing import Outbound
from pytest_b24moderation.emulator.portal import ActError
from pytest_b24moderation.emulator.server import Running, serve

__all__ = ["ActError", "Cloud", "Listing", "ListingVersion", "Outbound", "Running", "create_app", "serve"]
