"""From checked forms to the words of the house."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from pytest_b24moderation.model import Action, Actor, Place, Probe, Scenario, Server, Solution, UserTest, Version
from pytest_b24moderation.scenario.document import Document, ErasureForm, ServerForm, words
from pytest_b24moderation.scenario.sections import CardForm, VersionForm
from pytest_b24moderation.scenario.source import Node
from pytest_b24moderation.scenario.steps import verb_of


def convert(file: Path, document: Document, root: Node) -> Scenario:
    """The scenario that a checked document describes; ``root`` knows the places."""
    form = document.solution
    solution = Solution(form.code, form.titles, form.kind, form.developer, form.region, tuple(form.languages))
    folder = file.parent
    server = root.child("server")
    return Scenario(
        file=file,
        solution=solution,
        versions=tuple(_version(version, solution, folder) for version in document.versions),
        server=_server(document.server, folder, server.place) if document.server and server else None,
        tests=_tests(document, root, folder),
        erasure=tuple(
            _probe(probe, _below(root, "erasure", index).place) for index, probe in enumerate(document.erasure)
        ),
        card=_card(document.card, folder),
        portals=document.portals.model_dump(),
        services=tuple(service.model_dump() for service in document.services),
        pricing=document.pricing.model_dump(),
        install=_actions(_below(root, "install", "steps"), folder) if document.install else (),
    )


def _below(node: Node, *path: str | int) -> Node:
    for part in path:
        below = node.child(part)
        if below is not None:
            node = below
    return node


def _version(form: VersionForm, solution: Solution, folder: Path) -> Version:
    base = f"https://{solution.host}/"
    links = {name: getattr(form, name) for name in ("url", "install_url", "event_url", "settings_url", "demo_url")}
    return Version(
        number=form.number,
        type=form.type,
        **{name: urljoin(base, link) if link.startswith("/") else link for name, link in links.items()},
        archive=(folder / form.archive).resolve() if form.archive else None,
        scopes=tuple(form.scopes),
        menu_item=form.menu_item,
        menu_titles=form.menu_titles,
        mobile=form.mobile,
        widgets=form.widgets,
        user_install=form.user_install,
        whats_new=form.whats_new,
    )


def _server(form: ServerForm, folder: Path, place: Place) -> Server:
    return Server(
        command=words(form.command),
        folder=(folder / form.folder).resolve(),
        environment={name: _written(value) for name, value in form.environment.items()},
        files=form.files,
        port=form.port,
        ready=form.ready,
        stop=form.stop,
        client_id=form.client_id,
        client_secret=form.client_secret,
        place=place,
    )


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _card(form: CardForm, folder: Path) -> dict[str, Any]:
    card: dict[str, Any] = form.model_dump()
    card["icon"] = (folder / form.icon).resolve() if form.icon else None
    card["screenshots"] = {
        language: [(folder / name).resolve() for name in names] for language, names in form.screenshots.items()
    }
    return card


def _tests(document: Document, root: Node, folder: Path) -> tuple[UserTest, ...]:
    tests = []
    for index, form in enumerate(document.tests):
        node = _below(root, "tests", index)
        actors = tuple(actor for actor in Actor if actor.value in form.actors)
        tests.append(UserTest(form.name, actors, _actions(_below(node, "steps"), folder), node.place))
    return tuple(tests)


def _actions(steps: Node, folder: Path) -> tuple[Action, ...]:
    return tuple(_action(node, folder) for node in steps.content) if isinstance(steps.content, list) else ()


def _action(node: Node, folder: Path) -> Action:
    step: dict[str, Any] = node.plain()
    verb = verb_of(step) or ""
    target = step[verb]
    if verb == "upload":
        target = {**target, "file": _absolute(target["file"], folder)}
    within = step.get("within")
    if within is None and verb == "wait":
        within = target.get("within")
    return Action(
        verb=verb,
        target=target,
        place=node.place,
        params=step.get("params"),
        save=step.get("save") or {},
        expect=step.get("expect") or {} if verb != "expect" else {},
        within=within,
    )


def _absolute(files: str | list[str], folder: Path) -> str | list[str]:
    if isinstance(files, list):
        return [str((folder / name).resolve()) for name in files]
    return str((folder / files).resolve())


def _probe(form: ErasureForm, place: Place) -> Probe:
    kind, target = form.probe
    look: Mapping[str, Any] = target.model_dump(exclude_none=True)
    if kind == "command":
        look = {**look, "run": list(words(look["run"]))}
    return Probe(form.name, kind, look, place, form.after)
