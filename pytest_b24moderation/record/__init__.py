"""The one choke point of evidence: decode, learn secrets, mask, append, read back."""

from pytest_b24moderation.record.raw import RawExchange as RawExchange
from pytest_b24moderation.record.reading import read_timeline as read_timeline
from pytest_b24moderation.record.recorder import Recorder as Recorder
from pytest_b24moderation.record.scanning import Leak as Leak
from pytest_b24moderation.record.scanning import scan as scan
