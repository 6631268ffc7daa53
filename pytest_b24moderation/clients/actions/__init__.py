"""A scenario's steps: each verb is a function, each step a sentence of the report."""

from pytest_b24moderation.clients.actions.doing import Doing as Doing
from pytest_b24moderation.clients.actions.doing import perform as perform
