"""Whatever is called in whatever order: ids stay unique, references valid, rights kept, pages and totals agree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pytest_b24moderation.emulator import create_app
from pytest_b24moderation.emulator.events import bracketed
from pytest_b24moderation.emulator.rest.batch import run_batch
from pytest_b24moderation.emulator.rest.call import Call, Grant, Listed
from pytest_b24moderation.emulator.rest.dispatch import perform
from pytest_b24moderation.emulator.rest.errors import RestError

KINDS = ("deal", "lead", "contact", "company", "quote")
LINKED = {"deal": ("CONTACT_ID", "COMPANY_ID"), "lead": ("CONTACT_ID", "COMPANY_ID"), "contact": ("COMPANY_ID",)}
REFERENCES = {"CONTACT_ID": "contact", "COMPANY_ID": "company"}
PAGE = 5
ADMIN, REGULAR = 0, 1

kinds = st.sampled_from(KINDS)
people = st.sampled_from((ADMIN, REGULAR))
titles = st.text("abAB12 ", max_size=4)
picks = st.integers(0, 7)


class Invariants(RuleBasedStateMachine):
    """An administrator and a regular user call the portal at random."""

    @initialize(role=st.sampled_from(["own", "all", "closed"]))
    def begin(self, role: str) -> None:
        self.portal = create_app(seed=3).portal
        self.portal.profile = replace(self.portal.profile, crm_role=role, page_size=PAGE)
        users = self.portal.people.users
        self.grants = [Grant("webhook", user) for user in (users[1], users[self.portal.people.regular_id])]
        self.given: dict[str, set[int]] = {kind: set() for kind in KINDS}
        self.alive: dict[str, set[int]] = {kind: set() for kind in KINDS}

    def call(self, who: int, method: str, **params: Any) -> Listed:
        return perform(self.portal, self.grants[who], method, params)[0]

    def outcome(self, who: int, method: str, **params: Any) -> Listed | RestError:
        try:
            return self.call(who, method, **params)
        except RestError as error:
            return error

    def tried(self, who: int, method: str, **params: Any) -> Any:
        """The result, or None where it was refused."""
        found = self.outcome(who, method, **params)
        if isinstance(found, RestError):
            assert found.status < 500, found
            return None
        return found.rows

    def everything(self, who: int, kind: str, **params: Any) -> list[int]:
        """All pages of a list; they must agree with the total, and hold nothing twice."""
        found: list[int] = []
        start = 0
        while True:
            page = self.call(who, f"crm.{kind}.list", start=start, **params)
            found += [int(row["ID"]) for row in page.rows]
            assert page.total >= len(found)
            if not page.next:
                break
            assert (page.next, len(page.rows)) == (start + PAGE, PAGE)
            start = page.next
        assert page.total == len(found) == len(set(found))
        return found

    def one_of(self, kind: str, pick: int) -> int:
        """One that lives, or an id that was never given."""
        alive = sorted(self.alive[kind])
        return alive[pick % len(alive)] if alive and pick else 999

    @rule(who=people, kind=kinds, title=titles, amount=picks, contact=picks, company=picks)
    def add(self, who: int, kind: str, title: str, amount: int, contact: int, company: int) -> None:
        fields: dict[str, Any] = {"TITLE": f"t{title}", "NAME": f"n{title}", "OPPORTUNITY": amount}
        for name, pick in (("CONTACT_ID", contact), ("COMPANY_ID", company)):
            if self.alive[REFERENCES[name]] and pick:
                fields[name] = self.one_of(REFERENCES[name], pick)
        number = self.call(who, f"crm.{kind}.add", fields=fields).rows
        assert number not in self.given[kind], "an id was given twice"
        self.given[kind].add(number)
        self.alive[kind].add(number)

    @rule(who=people, kind=kinds, pick=picks, title=titles)
    def update(self, who: int, kind: str, pick: int, title: str) -> None:
        number = self.one_of(kind, pick)
        done = self.tried(who, f"crm.{kind}.update", id=number, fields={"TITLE": f"u{title}", "NAME": f"u{title}"})
        assert number in self.alive[kind] or not done
        if done:
            shown = self.call(ADMIN, f"crm.{kind}.get", id=number).rows
            assert shown["NAME" if kind == "contact" else "TITLE"] == f"u{title}"

    @rule(who=people, kind=kinds, pick=picks)
    def delete(self, who: int, kind: str, pick: int) -> None:
        number = self.one_of(kind, pick)
        if self.tried(who, f"crm.{kind}.delete", id=number):
            assert number in self.alive[kind]
            self.alive[kind].remove(number)
            assert self.tried(ADMIN, f"crm.{kind}.get", id=number) is None

    @rule(who=people, kind=kinds, low=picks, order=st.sampled_from(["ASC", "DESC"]))
    def filters_and_orders(self, who: int, kind: str, low: int, order: str) -> None:
        every = self.everything(who, kind, order={"ID": order})
        assert every == sorted(every, reverse=order == "DESC")
        some = self.everything(who, kind, filter={">=ID": low})
        assert set(some) == {number for number in every if number >= low}
        rest = self.everything(who, kind, filter={"<ID": low})
        assert set(some) | set(rest) == set(every)
        titled = self.everything(who, kind, filter={"%TITLE": "a"} if kind != "contact" else {"%NAME": "a"})
        assert set(titled) <= set(every)

    @precondition(lambda self: any(self.given.values()))
    @rule(who=people, kind=kinds, numbers=st.lists(picks, min_size=1, max_size=4))
    def batch_equals_single_calls(self, who: int, kind: str, numbers: list[int]) -> None:
        commands = {f"g{n}": (f"crm.{kind}.get", {"id": number}) for n, number in enumerate(numbers)}
        commands["all"] = (f"crm.{kind}.list", {"filter": {">ID": numbers[0]}, "select": ["ID"]})
        texts = {key: f"{name}?{urlencode(bracketed(params))}" for key, (name, params) in commands.items()}
        done = run_batch(Call(self.portal, self.grants[who], "batch", {"cmd": texts}))
        for key, (name, params) in commands.items():
            single = self.outcome(who, name, **params)
            if isinstance(single, RestError):
                assert done["result_error"][key] == single.body()
            else:
                assert done["result"][key] == single.rows
                assert single.total < 0 or done["result_total"][key] == single.total

    @invariant()
    def what_a_user_may_not_see_he_does_not_see(self) -> None:
        if not hasattr(self, "portal"):
            return
        for kind in KINDS:
            every, seen = set(self.everything(ADMIN, kind)), set(self.everything(REGULAR, kind))
            assert every == self.alive[kind]
            assert seen <= every
            for number in every:
                may = self.tried(REGULAR, f"crm.{kind}.get", id=number) is not None
                assert may == (number in seen), f"{kind} {number}: list and get disagree"

    @invariant()
    def references_are_valid(self) -> None:
        if not hasattr(self, "portal"):
            return
        for kind, names in LINKED.items():
            for number in self.alive[kind]:
                row = self.call(ADMIN, f"crm.{kind}.get", id=number).rows
                for name in names:
                    value = int(row.get(name) or 0)
                    assert not value or value in self.alive[REFERENCES[name]], f"{kind} {number}: {name}={value}"


Invariants.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestInvariants = Invariants.TestCase
