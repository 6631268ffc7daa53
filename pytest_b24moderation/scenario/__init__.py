"""Scenario files: read, checked, planned, and their templates filled."""

from pytest_b24moderation.scenario.json_schema import schema as schema
from pytest_b24moderation.scenario.loading import load as load
from pytest_b24moderation.scenario.planning import plan as plan
from pytest_b24moderation.scenario.templates import Templates as Templates
from pytest_b24moderation.scenario.waivers import load_waivers as load_waivers
