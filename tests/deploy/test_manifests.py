"""Compose file, Kubernetes manifests and systemd units against their schemas. None of them is run here."""

from __future__ import annotations

import shutil
import subprocess
from configparser import ConfigParser
from copy import deepcopy
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest

from newscrawler.commands.serve import _PORT
from newscrawler.serve import app, server
from newscrawler.serve.server import access_for
from tests.support.manifests import DEPLOY, MANIFESTS, ROOT, compose

KUBERNETES = ["1.30", "1.37"]
"""The oldest that a cluster may reasonably still run, and the latest that the schemas know."""


def check_compose(document: dict[str, Any]) -> None:
    # Imports pydantic in both of its versions, half a second for each process that collects the tests.
    from compose_spec.models import ComposeSpecification

    ComposeSpecification.model_validate(document, extra="forbid")


class TestCompose:
    def test_it_is_valid(self) -> None:
        check_compose(compose())

    @pytest.mark.parametrize(
        ("service", "change"),
        [
            ("scrapyd", {"port": ["6800"]}),
            ("scrapyd", {"stop_grace_period": 5}),
            ("mongo1", {"secrets": "mongo_key"}),
            ("users", {"depends_on": {"replica-set": {"condition": "sometime"}}}),
        ],
    )
    def test_the_check_finds_mistakes(self, service: str, change: dict[str, Any]) -> None:
        wrong = deepcopy(compose())
        wrong["services"][service].update(change)
        with pytest.raises(ValueError, match="validation error"):
            check_compose(wrong)

    def test_what_it_names_is_there(self) -> None:
        document = compose()
        services = document["services"]
        for service in services.values():
            assert set(service.get("depends_on", ())) <= set(services)
            for volume in service.get("volumes", ()):
                assert volume.partition(":")[0] in document["volumes"]
            if "build" in service:
                assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()

    def test_nothing_listens_beyond_the_host_and_no_password_is_written_down(self) -> None:
        services = compose()["services"]
        for service in services.values():
            assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
        text = (DEPLOY / "compose.yaml").read_text()
        for line in text.splitlines():
            if "PASSWORD:" in line:
                assert "${" in line
                assert ":?}" in line


class TestKubernetes:
    @pytest.mark.parametrize("version", KUBERNETES)
    @pytest.mark.parametrize("name", MANIFESTS)
    def test_it_is_valid(self, name: str, version: str) -> None:
        kubernetes_validate.validate(MANIFESTS[name], version, strict=True)

    @pytest.mark.parametrize("change", [{"replicas": "three"}, {"replica": 3}])
    def test_the_check_finds_mistakes(self, change: dict[str, Any]) -> None:
        wrong = deepcopy(MANIFESTS["scrapyd.yaml: StatefulSet scrapyd"])
        wrong["spec"].update(change)
        with pytest.raises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate(wrong, KUBERNETES[-1], strict=True)

    def test_a_service_finds_its_pods(self) -> None:
        pods = [
            document["spec"]["template"]["metadata"]["labels"]
            for document in MANIFESTS.values()
            if document["kind"] in ("StatefulSet", "Deployment")
        ]
        for document in MANIFESTS.values():
            if document["kind"] == "Service":
                assert any(document["spec"]["selector"].items() <= labels.items() for labels in pods)

    def test_no_secret_is_written_down(self) -> None:
        assert not [name for name, document in MANIFESTS.items() if document["kind"] == "Secret"]


UNITS = sorted((DEPLOY / "systemd").iterdir())


class TestSystemd:
    @pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="apt-get install systemd")
    def test_systemd_accepts_them(self, tmp_path: Path) -> None:
        # Where they name /opt/newscrawler, this clone is; a mongod is only one where MongoDB is installed.
        for unit in UNITS:
            text = unit.read_text().replace("/opt/newscrawler", str(ROOT)).replace("/usr/bin/mongod", "/bin/true")
            (tmp_path / unit.name).write_text(text)
        checked = self.verify(tmp_path)
        assert (checked.returncode, checked.stderr) == (0, "")

    @pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="apt-get install systemd")
    def test_the_check_finds_mistakes(self, tmp_path: Path) -> None:
        text = (DEPLOY / "systemd/newscrawler-alerts.timer").read_text()
        (tmp_path / "newscrawler-alerts.service").write_text("[Service]\nExecStart=/bin/true\n")
        (tmp_path / "newscrawler-alerts.timer").write_text(text.replace("OnBootSec=5min", "OnBootSec=soon"))
        assert "soon" in self.verify(tmp_path).stderr

    def verify(self, folder: Path) -> subprocess.CompletedProcess[str]:
        command = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(folder.iterdir()))]
        return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)

    def test_a_stop_leaves_crawls_time_to_drain(self) -> None:
        def seconds(path: Path, section: str, option: str) -> float:
            parser = ConfigParser(strict=False, interpolation=None)
            parser.optionxform = str  # type: ignore[assignment,method-assign]
            parser.read(path)
            return float(parser[section][option])

        drain = seconds(DEPLOY / "scrapyd.conf", "scrapyd", "job_stop_wait")
        assert seconds(DEPLOY / "systemd/newscrawler-scrapyd.service", "Service", "TimeoutStopSec") > drain
        assert float(compose()["services"]["scrapyd"]["stop_grace_period"].removesuffix("s")) > drain
        pod = MANIFESTS["scrapyd.yaml: StatefulSet scrapyd"]["spec"]["template"]["spec"]
        assert pod["terminationGracePeriodSeconds"] > drain


class TestServe:
    def test_a_start_without_a_token_is_refused_wherever_it_is_deployed(self) -> None:
        unit = (DEPLOY / "systemd/newscrawler-serve.service").read_text()
        assert "ExecStart=/opt/newscrawler/.venv/bin/scrapy serve --require-token\n" in unit
        (container,) = MANIFESTS["serve.yaml: Deployment serve"]["spec"]["template"]["spec"]["containers"]
        pod = {each["name"]: each["value"] for each in container["env"]}
        for host in (
            compose()["services"]["serve"]["environment"]["NEWSCRAWLER_SERVE_HOST"],
            pod["NEWSCRAWLER_SERVE_HOST"],
        ):
            assert access_for(host, per_minute=1).token_required

    def test_a_stop_leaves_answers_time_to_end(self) -> None:
        needed = server._STOP_S + app._LONGEST_STOP_S
        unit = (DEPLOY / "systemd/newscrawler-serve.service").read_text()
        assert float(unit.partition("TimeoutStopSec=")[2].partition("\n")[0]) > needed
        assert float(compose()["services"]["serve"]["stop_grace_period"].removesuffix("s")) > needed
        pod = MANIFESTS["serve.yaml: Deployment serve"]["spec"]["template"]["spec"]
        assert pod["terminationGracePeriodSeconds"] > needed

    def test_its_port_is_the_same_everywhere(self) -> None:
        assert compose()["services"]["serve"]["ports"] == [f"127.0.0.1:{_PORT}:{_PORT}"]
        (port,) = MANIFESTS["serve.yaml: Service serve"]["spec"]["ports"]
        assert port["port"] == _PORT
        (container,) = MANIFESTS["serve.yaml: Deployment serve"]["spec"]["template"]["spec"]["containers"]
        assert container["ports"] == [{"name": "http", "containerPort": _PORT}]

    def test_a_pod_reaches_mongodb_and_the_resolver_alone(self) -> None:
        spec = MANIFESTS["serve.yaml: NetworkPolicy serve"]["spec"]
        assert set(spec["policyTypes"]) == {"Ingress", "Egress"}
        mongo, resolver = spec["egress"]
        assert mongo["to"] == [{"podSelector": {"matchLabels": {"app": "mongo"}}}]
        assert {port["port"] for port in resolver["ports"]} == {53}
        unit = (DEPLOY / "systemd/newscrawler-serve.service").read_text()
        assert "\nIPAddressDeny=any\nIPAddressAllow=localhost\n" in unit
