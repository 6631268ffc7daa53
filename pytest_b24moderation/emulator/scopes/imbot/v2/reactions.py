"""The reactions there are. restdocs: chat-bots-v2/imbot.v2/messages/chat-message-reaction-add.md."""

from __future__ import annotations

CODES = frozenset(
    {"like", "dislike", "faceWithTearsOfJoy", "redHeart", "neutralFace", "fire", "cry", "slightlySmilingFace",
     "winkingFace", "laugh", "kiss", "wonder", "slightlyFrowningFace", "loudlyCryingFace", "faceWithStuckOutTongue",
     "faceWithStuckOutTongueAndWinkingEye", "smilingFaceWithSunglasses", "confusedFace", "flushedFace",
     "thinkingFace", "angry", "smilingFaceWithHorns", "faceWithThermometer", "facepalm", "poo", "flexedBiceps",
     "clappingHands", "raisedHand", "smilingFaceWithHeartEyes", "smilingFaceWithHearts", "pleadingFace",
     "relievedFace", "foldedHands", "okHand", "signHorns", "loveYouGesture", "clownFace", "partyingFace",
     "questionMark", "exclamationMark", "lightBulb", "bomb", "sleepingSymbol", "crossMark", "whiteHeavyCheckMark",
     "eyes", "handshake", "hundredPoints"}
)  # fmt: skip
