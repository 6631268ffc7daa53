"""Scope `call`: what is made of video calls, in REST 3.0 only."""
