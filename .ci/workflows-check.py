#!/usr/bin/env python3
"""Reads the workflows for GitHub, ours and the one of new projects: they are YAML of the right shape, their shell scripts parse, the files and
packages they name exist, and their first lines say that they have not run yet. Needs PyYAML."""

import pathlib
import re
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml")) + [ROOT / "crates/cargo-aspl/src/templates/ci.yml"]


def faults(path):
    text = path.read_text()
    comment = "".join(line for line in text.splitlines() if line.startswith("#"))
    if not text.startswith("#") or "has not run yet" not in comment:
        yield "the first lines do not say that it has not run yet"
    document = yaml.safe_load(text)
    # YAML 1.1 reads `on` as true.
    if set(document) - {"env"} != {"name", True, "permissions", "jobs"}:
        yield f"keys: {sorted(map(str, document))}"
    for name, job in document["jobs"].items():
        if "runs-on" not in job or not job.get("steps"):
            yield f"{name}: no runner or no steps"
        ids = {step["id"] for step in job["steps"] if "id" in step}
        for step in job["steps"]:
            place = f"{name}: {step.get('name') or step.get('run') or step.get('uses')}"
            if ("run" in step) == ("uses" in step):
                yield f"{place}: neither or both of run and uses"
            if set(step) - {"name", "id", "if", "run", "uses", "with", "env", "continue-on-error"}:
                yield f"{place}: keys {sorted(step)}"
            if "uses" in step and not re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"]):
                yield f"{place}: {step['uses']}"
            for used in re.findall(r"steps\.(\w+)\.", str(step)):
                if used not in ids:
                    yield f"{place}: no step {used}"
            yield from (f"{place}: {fault}" for fault in script_faults(step.get("run", "")))


def script_faults(script):
    if "${{" in script:
        yield "an expression in a script; pass it by the environment"
    parsed = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True)
    if parsed.returncode:
        yield parsed.stderr.strip()
    for file in re.findall(r"(?:^|\s)(\.ci/[\w-]+)", script):
        if not (ROOT / file).is_file():
            yield f"no file {file}"
    for package in re.findall(r"cargo [^\n]*? -p ([\w-]+)", script):
        if not any((ROOT / folder / package / "Cargo.toml").is_file() for folder in ("crates", "examples")):
            yield f"no package {package}"


found = [f"{path.relative_to(ROOT)}: {fault}" for path in WORKFLOWS for fault in faults(path)]
print("\n".join(found) or f"{len(WORKFLOWS)} workflows are well formed")
sys.exit(bool(found))
