"""What a thing *is*, as facts for rules; nothing here says whether that is good."""

from pytest_b24moderation.reading.picture import Picture as Picture
from pytest_b24moderation.reading.picture import read_picture as read_picture
