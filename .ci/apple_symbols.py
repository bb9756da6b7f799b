#!/usr/bin/env python3
"""Which symbols two libraries of macOS have, as far as two crates declare them: libc its libSystem, objc2-core-foundation CoreFoundation.

Usage: .ci/apple_symbols.py --write      write the lists that `cargo aspl bundle` links by
       .ci/apple_symbols.py              check that the lists have no name that these crates do not declare

The crates are those that Cargo.lock names. Needs Python 3.8 or later and cargo.
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LISTS = ROOT / "crates/tympan-aspl-bundle/src/link/symbols"

BLOCK = re.compile(r'^\s*(?:unsafe )?extern "C(?:-unwind)?"\s*\{(.*?)^\s*\}', re.S | re.M)
FUNCTION = re.compile(r"\bfn (\w+)\s*\(")
STATIC = re.compile(r"\bstatic (?:mut )?(\w+)\s*:")
LINK_NAME = re.compile(r'link_name = "([^"]+)"')

# Where libc keeps what all Unix systems, the BSDs and Apple's have.
LIBC = ["src/unix/mod.rs", "src/unix/bsd/mod.rs", "src/unix/bsd/apple/**/*.rs", "src/new/apple/**/*.rs", "src/new/common/bsd.rs", "src/new/common/posix/**/*.rs"]


def crates():
    """The folder of each crate, the newest where there are several."""
    metadata = subprocess.run(["cargo", "metadata", "--format-version=1"], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    packages = json.loads(metadata.stdout)["packages"]
    packages.sort(key=lambda package: [int(part) for part in package["version"].split("-")[0].split("+")[0].split(".")])
    return {package["name"]: pathlib.Path(package["manifest_path"]).parent for package in packages}


def declared(folder, patterns):
    """The C names of what the `extern` blocks of these files declare."""
    names = set()
    for pattern in patterns:
        for path in folder.glob(pattern):
            for block in BLOCK.findall(path.read_text()):
                for form in (FUNCTION, STATIC, LINK_NAME):
                    names.update(form.findall(block))
    return names


def known():
    """The names by library. Those with an @ are for other systems, those with UNIX2003 for 32-bit programs."""
    folders = crates()
    system = {name for name in declared(folders["libc"], LIBC) if "@" not in name and "UNIX2003" not in name}
    return {"libSystem": system, "CoreFoundation": declared(folders["objc2-core-foundation"], ["src/**/*.rs"])}


def listed(name):
    """The names in a list of the repository."""
    lines = (LISTS / f"{name}.txt").read_text().splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def main():
    crate = {"libSystem": "the Apple module of the crate libc", "CoreFoundation": "the crate objc2-core-foundation"}
    wrong = 0
    for name, names in known().items():
        assert len(names) > 900, f"{name}: only {len(names)} names found; has the crate changed its layout?"
        if "--write" in sys.argv:
            head = f"# C names of {name}, all that {crate[name]} declares. Written by .ci/apple_symbols.py.\n"
            (LISTS / f"{name}.txt").write_text(head + "".join(f"{name}\n" for name in sorted(names)))
        for extra in sorted(listed(name) - names):
            print(f"{name}: {crate[name]} does not declare {extra}")
            wrong += 1
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
