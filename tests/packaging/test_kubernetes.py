"""The manifests for Kubernetes: valid by its own schemas, closed, and of one piece."""

from __future__ import annotations

import copy
import subprocess
import sys
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
DEPLOY = ROOT / "deploy"
OLDEST, NEWEST = "1.25", kubernetes_validate.latest_version()
FROM_OUTSIDE = {"desk", "metrics"}
"""Parts that somebody outside the namespace may reach."""


@pytest.fixture(scope="module")
def kustomization():
    return yaml.safe_load((DEPLOY / "kustomization.yaml").read_text())


@pytest.fixture(scope="module")
def resources(kustomization):
    """Every document of every file that the kustomization names."""
    files = [DEPLOY / name for name in kustomization["resources"]]
    return [found for file in files for found in yaml.safe_load_all(file.read_text())]


@pytest.fixture(scope="module")
def pods(resources):
    """Name of each workload → its pod."""
    return {
        one["metadata"]["name"]: one["spec"]["template"]
        for one in resources
        if "template" in one.get("spec", {})
    }


def of_kind(resources, kind):
    return {one["metadata"]["name"]: one for one in resources if one["kind"] == kind}


def test_the_files_are_tidy_and_all_named(kustomization):
    """yamllint is content; no manifest lies there that nobody applies."""
    done = subprocess.run(
        [BIN / "yamllint", "--strict", "deploy"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
    there = {str(file.relative_to(DEPLOY)) for file in (DEPLOY / "kubernetes").glob("*.yaml")}
    assert set(kustomization["resources"]) == there
    assert kustomization.keys() == {
        "apiVersion", "kind", "namespace", "resources", "configMapGenerator", "secretGenerator",
    }  # fmt: skip
    for maps in kustomization["configMapGenerator"]:
        assert all(
            (DEPLOY / file).is_file() for file in maps.get("files", []) + maps.get("envs", [])
        )


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_every_manifest_is_valid(resources, version):
    """By the strict schemas of Kubernetes: no unknown key, no value of another kind."""
    assert len(resources) > 20
    for one in resources:
        kubernetes_validate.validate(one, version, strict=True)


def test_a_slip_would_be_noticed(resources):
    """A key that Kubernetes does not know is none that it would pass over."""
    wrong = copy.deepcopy(of_kind(resources, "Deployment")["worker"])
    wrong["spec"]["template"]["spec"]["containers"][0]["readOnlyRootFilesystem"] = True
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, NEWEST, strict=True)


def test_no_pod_may_do_more_than_it_must(pods):
    """What the namespace's standard (restricted) asks for, and a read-only image."""
    for name, pod in pods.items():
        spec = pod["spec"]
        assert spec["automountServiceAccountToken"] is False, name
        # Kubernetes would tell of services by names that nobody asked for (SERVER_PORT).
        assert spec["enableServiceLinks"] is False, name
        assert spec["securityContext"]["runAsNonRoot"] is True, name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        for container in spec["containers"]:
            assert container["securityContext"] == {
                "readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
            }, name  # fmt: skip
            assert {"cpu", "memory"} <= container["resources"]["limits"].keys(), name
            assert not container["image"].endswith(":latest"), name
            assert ":" in container["image"], name
            if "restartPolicy" not in spec:
                assert {"startupProbe", "readinessProbe", "livenessProbe"} <= container.keys(), name


def test_secrets_are_files_and_nothing_else(pods, kustomization):
    """Every secret that is made is mounted, read-only, where a setting looks for it."""
    made = {secret["name"]: secret["files"] for secret in kustomization["secretGenerator"]}
    settings = dict(
        line.split("=", 1) for line in (DEPLOY / "kubernetes/settings.env").read_text().split()
    )
    used = set()
    for name, pod in pods.items():
        (container,) = pod["spec"]["containers"]
        asked = {one["name"]: one["value"] for one in container.get("env", [])}
        asked |= settings if "envFrom" in container else {}
        files = {value for value in asked.values() if value.startswith("/run/secrets/")}
        files |= {
            word.split("=")[1] for word in container.get("args", []) if "=/run/secrets/" in word
        }
        mounted = set()
        volumes = {volume["name"]: volume for volume in pod["spec"].get("volumes", [])}
        for mount in container["volumeMounts"]:
            secret = volumes.get(mount["name"], {}).get("secret")
            if secret is None:
                continue
            assert mount["readOnly"] is True
            used.add(secret["secretName"])
            mounted |= {
                f"{mount['mountPath']}/{Path(file).name}" for file in made[secret["secretName"]]
            }
        assert mounted <= files, name
        unread = {value for key, value in settings.items() if key == "AWS_SHARED_CREDENTIALS_FILE"}
        assert files - mounted <= unread, name  # who has no archive to open has no keys to it
        assert not any("valueFrom" in one for one in container.get("env", [])), name
    assert used == made.keys()


def test_what_is_written_lies_on_a_volume(pods):
    """Every place that the image writes to is one, and nothing else is named."""
    for name, pod in pods.items():
        (container,) = pod["spec"]["containers"]
        mounts = {mount["mountPath"] for mount in container["volumeMounts"]}
        assert "/tmp" in mounts, name
        if container["image"].startswith("sohoa"):
            assert {"/state", "/scratch"} <= mounts, name
        claimed = {volume["name"] for volume in pod["spec"].get("volumes", [])}
        claims = {"data"} if name in ("postgres", "objects") else set()
        assert {mount["name"] for mount in container["volumeMounts"]} == claimed | claims, name


def test_nobody_is_reached_but_by_who_needs_it(resources, pods):
    """All is shut; each policy opens a port of a part that there is, to parts that there are."""
    policies = of_kind(resources, "NetworkPolicy")
    assert policies.pop("nobody")["spec"] == {
        "podSelector": {}, "policyTypes": ["Ingress", "Egress"],
    }  # fmt: skip
    ports = {
        pod["metadata"]["labels"]["app"]: {
            port["containerPort"]
            for one in pod["spec"]["containers"]
            for port in one.get("ports", [])
        }
        for pod in pods.values()
    }
    for policy in policies.values():
        chosen = policy["spec"]["podSelector"].get("matchLabels", {})
        assert not chosen or any(
            chosen.items() <= pod["metadata"]["labels"].items() for pod in pods.values()
        )
        for rule in policy["spec"].get("ingress", []):
            opened = {port["port"] for port in rule.get("ports", [])}
            assert opened <= ports[chosen["app"]]
            outside = any("namespaceSelector" in peer for peer in rule["from"])
            assert not outside or chosen["app"] in FROM_OUTSIDE


def test_what_names_another_part_names_one_that_there_is(resources, pods):
    """Services, budgets and scaling find their pods; claims are made."""
    labels = [pod["metadata"]["labels"] for pod in pods.values()]
    for kind in ("Service", "PodDisruptionBudget"):
        for one in of_kind(resources, kind).values():
            chosen = one["spec"]["selector"]
            chosen = chosen.get("matchLabels", chosen)
            assert any(chosen.items() <= label.items() for label in labels)
    for one in of_kind(resources, "HorizontalPodAutoscaler").values():
        assert one["spec"]["scaleTargetRef"]["name"] in of_kind(resources, "Deployment")
    claims = of_kind(resources, "PersistentVolumeClaim")
    for pod in pods.values():
        for volume in pod["spec"].get("volumes", []):
            claim = volume.get("persistentVolumeClaim")
            assert claim is None or claim["claimName"] in claims


def test_parts_are_started_as_in_compose(pods):
    """The same commands and images, so that what is tested there holds here."""
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    for name in ("server", "bucket", "register", "worker", "coordinator", "desk", "metrics"):
        assert pods[name]["spec"]["containers"][0]["args"] == composed[name]["command"], name
    for name in ("postgres", "objects"):
        (container,) = pods[name]["spec"]["containers"]
        assert container["image"] == composed[name]["image"]
        said = [word.rpartition("/")[2] for word in composed[name]["command"]]
        assert [word.rpartition("/")[2] for word in container["args"]][-len(said) :] in (
            said,
            said[1:],
        )
