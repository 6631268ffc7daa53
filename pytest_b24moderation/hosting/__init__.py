"""Runs the solution under test: its server in a way that shows all its calls, or its static files."""

from pytest_b24moderation.hosting.errand import Errand as Errand
from pytest_b24moderation.hosting.errand import run as run
from pytest_b24moderation.hosting.hosting import Hosted as Hosted
from pytest_b24moderation.hosting.hosting import host as host
from pytest_b24moderation.hosting.marked import Marked as Marked
from pytest_b24moderation.hosting.marked import marked as marked
from pytest_b24moderation.hosting.static import Served as Served
from pytest_b24moderation.hosting.static import serve_folder as serve_folder
from pytest_b24moderation.hosting.sweep import note as note
from pytest_b24moderation.hosting.sweep import sweep as sweep
from pytest_b24moderation.hosting.ways import Way as Way
from pytest_b24moderation.hosting.ways import ways as ways
