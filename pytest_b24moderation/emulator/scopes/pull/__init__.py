"""Scope `pull`: the portal's real-time channel for applications. restdocs: settings/interactivity/push-and-pull."""
