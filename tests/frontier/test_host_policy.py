"""Which hosts a worker takes, keeps and gives away: the rules alone, without MongoDB."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.frontier.host_policy import (
    cheapest_to_leave,
    choose_hosts,
    depth,
    hosts_asked_for,
    requests_to_claim,
    surplus,
)
from newscrawler.frontier.lease_table import HostQueue, Lease
from newscrawler.frontier.store import Host

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(seconds=30), NOW - timedelta(seconds=30)
WORKERS = frozenset({"a", "b"})


def host(name: str, owner: str | None = None, due: datetime = EARLIER, **fields: Any) -> Host:
    values = {"token": 1, "not_before": None, "jobs": ("job",), "wanted_by": None}
    return Host(name=name, owner=owner, due=due, **values | fields)


def queue(name: str, ready: int = 0, fetching: int = 0, **fields: Any) -> HostQueue:
    values: dict[str, Any] = {"token": 1, "valid_until": 100.0, "taken_at": 0.0, "ready_at": 0.0}
    made = HostQueue(name=name, **values | fields)
    leases = [
        Lease(id=bytes([n]), token=1, tries=1, host=name, priority=0, request={}, valid_until=100.0)
        for n in range(ready + fetching)
    ]
    made.ready = [(0, number, lease) for number, lease in enumerate(leases[:ready])]
    made.fetching = set(leases[ready:])
    return made


class TestDepth:
    """Requests that are held ready for a host."""

    def test_is_a_share_of_what_a_worker_holds(self) -> None:
        assert [depth(hosts, 0) for hosts in (1, 4, 8, 64, 1_000)] == [64, 64, 32, 4, 2]

    def test_is_what_a_delay_lets_out_in_five_seconds(self) -> None:
        assert [depth(1, delay) for delay in (0.05, 0.2, 1.0, 60.0)] == [64, 25, 5, 2]

    def test_no_host_makes_no_error(self) -> None:
        assert depth(0, 0) == 64


class TestWants:
    """Requests to claim."""

    def claim(self, *hosts: HostQueue, arriving: dict[str, int] | None = None, now: float = 10.0) -> dict[str, int]:
        return requests_to_claim(hosts, lambda name: 8, arriving or {}, now, look_every=1.0)

    def test_fill_a_queue_that_is_half_empty(self) -> None:
        assert self.claim(queue("x", ready=4), queue("y", ready=5)) == {"x": 4}

    def test_leave_room_for_requests_on_their_way(self) -> None:
        assert self.claim(queue("x"), arriving={"x": 3}) == {"x": 5}

    def test_leave_out_hosts_that_leave_or_are_not_ours_for_certain(self) -> None:
        assert self.claim(queue("x", leaving=True), queue("y", valid_until=10.0)) == {}

    def test_ask_once_a_second_for_a_host_that_had_nothing_more(self) -> None:
        assert self.claim(queue("x", has_more=False, looked_at=9.5)) == {}
        assert self.claim(queue("x", has_more=False, looked_at=9.0)) == {"x": 8}


class TestSurplus:
    """Hosts to give to workers that have fewer than their share."""

    def test_is_what_the_others_lack(self) -> None:
        hosts = [*(host(f"{n}", "a", LATER) for n in range(6)), host("6", "b", LATER), host("7", "b", LATER)]
        assert surplus(hosts, "a", WORKERS, keeping=6, now=NOW) == 2
        assert surplus(hosts, "b", WORKERS, keeping=2, now=NOW) <= 0

    def test_is_less_by_hosts_that_nobody_has(self) -> None:
        hosts = [*(host(f"{n}", "a", LATER) for n in range(6)), host("6"), host("7", "gone", EARLIER)]
        assert surplus(hosts, "a", WORKERS, keeping=6, now=NOW) == 2
        assert surplus([*hosts[:4], host("6"), host("7")], "a", WORKERS, keeping=4, now=NOW) == 1

    def test_counts_hosts_that_leave_already(self) -> None:
        hosts = [host(f"{n}", "a", LATER) for n in range(8)]
        assert surplus(hosts, "a", WORKERS, keeping=8, now=NOW) == 4
        assert surplus(hosts, "a", WORKERS, keeping=5, now=NOW) == 1

    def test_a_lone_worker_gives_nothing(self) -> None:
        assert surplus([host("x", "a", LATER)], "a", {"a"}, keeping=1, now=NOW) == 0

    @given(
        owners=st.lists(st.sampled_from(["a", "b", "c", None]), max_size=30),
        workers=st.sets(st.sampled_from(["b", "c", "d"])),
    )
    def test_never_leaves_a_worker_with_less_than_its_share(self, owners: list[str | None], workers: set[str]) -> None:
        hosts = [host(f"{n}", owner, LATER if owner else EARLIER) for n, owner in enumerate(owners)]
        mine = owners.count("a")
        given_away = max(0, surplus(hosts, "a", {"a", *workers}, keeping=mine, now=NOW))
        assert given_away <= mine
        if given_away:
            assert mine - given_away >= len(hosts) // (1 + len(workers))


class TestLeaving:
    """Hosts that are chosen to go."""

    def test_a_host_that_another_asks_for_goes_when_it_has_been_here_for_a_while(self) -> None:
        mine = [queue("x", taken_at=0.0), queue("y", taken_at=95.0), queue("z")]
        assert [each.name for each in hosts_asked_for(mine, {"x", "y"}, now=100.0, stay=10.0)] == ["x"]

    def test_the_cheapest_go_first(self) -> None:
        mine = [queue("busy", fetching=1), queue("full", ready=3), queue("empty"), queue("needed")]
        assert [each.name for each in cheapest_to_leave(mine, 2, {"needed"})] == ["empty", "full"]

    def test_a_host_that_leaves_already_is_not_counted_again(self) -> None:
        mine = [queue("x", leaving=True), queue("y")]
        assert [each.name for each in cheapest_to_leave(mine, 1, ())] == ["y"]

    @pytest.mark.parametrize("number", [0, -3])
    def test_without_a_surplus_none_goes(self, number: int) -> None:
        assert cheapest_to_leave([queue("x")], number, ()) == []


class TestChoice:
    """Hosts to take, and to ask for."""

    def choose(
        self, *hosts: Host, owned: set[str] | None = None, needed: set[str] | None = None, wary: bool = False
    ) -> Any:
        choice = choose_hosts(hosts, owned or set(), "a", WORKERS, needed or set(), NOW, wary=wary)
        return [each.name for each in choice.take], choice.ask_for

    def test_takes_its_share_of_the_free_hosts(self) -> None:
        assert self.choose(*(host(f"{n}") for n in range(6))) == (["0", "1", "2"], [])
        assert self.choose(*(host(f"{n}") for n in range(6)), owned={"0", "1"}) == (["2"], [])

    def test_a_lease_that_has_ended_is_free(self) -> None:
        assert self.choose(host("x", "gone", EARLIER), host("y", "b", LATER)) == (["x"], [])

    def test_takes_no_ended_lease_while_the_clock_is_in_doubt(self) -> None:
        assert self.choose(host("x", "gone", EARLIER), host("y"), wary=True) == (["y"], [])

    def test_leaves_a_host_to_the_worker_that_waits_for_it(self) -> None:
        assert self.choose(host("x", wanted_by="b"), host("y", wanted_by="a")) == (["y"], [])

    def test_asks_another_job_for_its_host(self) -> None:
        assert self.choose(host("x", "worker of another job", LATER)) == ([], ["x"])

    def test_does_not_ask_workers_of_its_own_job(self) -> None:
        assert self.choose(host("x", "b", LATER)) == ([], [])

    def test_a_host_that_a_request_waits_for_comes_first_and_beyond_the_share(self) -> None:
        assert self.choose(host("x"), host("y"), host("z"), needed={"z"}) == (["z", "x"], [])
        assert self.choose(host("x"), owned={"1", "2", "3"}, needed={"x"}) == (["x"], [])
        assert self.choose(host("x", "b", LATER), owned={"1", "2"}, needed={"x"}) == ([], ["x"])

    def test_without_room_nothing_is_asked_for(self) -> None:
        assert self.choose(host("x", "worker of another job", LATER), owned={"1", "2"}) == ([], [])
