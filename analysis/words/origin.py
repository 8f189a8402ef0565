"""Where a picture, a page or a table comes from, in one line."""

from __future__ import annotations

from analysis.results.manifests import Manifest


def provenance(manifest: Manifest, runs: int = 1) -> str:
    """The first footer line: scenario · run or number of runs · seed · version · short digest."""
    scenario = manifest.scenario
    digest = scenario.digest.removeprefix("sha256:")[:12]
    run = f"{runs} runs" if runs > 1 else f"run {manifest.replication}"
    parts = [
        f"Scenario {scenario.id}",
        run,
        f"seed {manifest.seed}",
        f"august-storm {manifest.engine_version}".strip(),
        f"inputs {digest}" if digest else "",
    ]
    return " · ".join(part for part in parts if part)


def changes(manifest: Manifest) -> list[str]:
    """What a run changed of its scenario: rules that were off, numbers that were set, orders and policies that were given."""
    found = [f"without {name}" for name in manifest.without]
    found += [f"{path} = {value}" for path, value in sorted(manifest.set.items())]
    found += [f"orders {', '.join(manifest.orders)}"] if manifest.orders else []
    return found + [f"{whose} led by {name}" for whose, name in sorted(manifest.policies.items())]
