"""The gateway: every name of a run behind one door, where each exchange is seen once."""

from pytest_b24moderation.gateway.authority import Authority as Authority
from pytest_b24moderation.gateway.core import StandIn as StandIn
from pytest_b24moderation.gateway.gateway import Gateway as Gateway
