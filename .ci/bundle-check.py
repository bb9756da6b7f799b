#!/usr/bin/env python3
"""Builds the bundle that ships of every example, and checks it with programs that are not ours: LLVM's tools, dsymutil and Python's plistlib.

Usage: .ci/bundle-check.py

Each bundle: two slices of the type MH_BUNDLE, for the stated macOS; the factory exported, and nothing else; every symbol from elsewhere bound to a
library by name, CoreFoundation's declared by objc2-core-foundation, libSystem's by libc's Apple module or in the reviewed list; no path of this
machine; a valid plist that names the factory; under 1 MB per slice. One of them again, from a copy of the sources in another folder: the same bytes.
Its debug symbols fit it. Needs Python 3.8 or later, cargo with both Apple targets, and LLVM's tools (Debian: llvm).
"""

import concurrent.futures
import hashlib
import os
import pathlib
import plistlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import apple_symbols

ROOT = apple_symbols.ROOT
OLDEST = "11.0"
LARGEST = 1_000_000
TARGETS = [ROOT / "target/bundle-check" / str(number) for number in range(2)]
CORE_FOUNDATION = "/System/Library/Frameworks/CoreFoundation.framework/Versions/A/CoreFoundation"
LIB_SYSTEM = "/usr/lib/libSystem.B.dylib"

faults = []


def check(is_right, what):
    if not is_right:
        faults.append(what)
        print(f"WRONG: {what}", flush=True)


def output(*command, **options):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {done.returncode}")
    return done.stdout


def symbols(path, architecture):
    """Exported names, and the names bound to each library, as llvm-nm sees them."""
    exported, bound = set(), {}
    for line in output("llvm-nm", "-m", f"--arch={architecture}", path).splitlines():
        match = re.search(r"\(undefined\) (?:weak )?external (\S+)(?: \((.*)\))?$", line)
        if match:
            bound.setdefault(match[2] or "nothing", set()).add(match[1])
        elif " external " in line:
            exported.add(line.split(" external ")[1].split()[0])
    return exported, bound


def check_slice(name, path, architecture, factory, known):
    what = f"{name}, {architecture}"
    headers = output("llvm-objdump", "--macho", f"--arch={architecture}", "--private-headers", path)
    flags = next(line for line in headers.splitlines() if line.startswith("MH_MAGIC_64"))
    check(" BUNDLE " in flags, f"{what}: not of the type MH_BUNDLE: {flags}")
    check("TWOLEVEL" in flags and "NOUNDEFS" in flags, f"{what}: flags: {flags}")
    check(re.findall(r"^ *minos (.*)$", headers, re.M) == [OLDEST], f"{what}: not for macOS {OLDEST}")
    check("LC_ID_DYLIB" not in headers and "LC_RPATH" not in headers, f"{what}: has a name or a search path of its own")
    libraries = set(re.findall(r"^ *name (/\S+) ", headers, re.M))
    check(libraries <= {CORE_FOUNDATION, LIB_SYSTEM}, f"{what}: linked with {sorted(libraries)}")
    exported, bound = symbols(path, architecture)
    check(exported == {"_" + factory}, f"{what}: exports {sorted(exported)}")
    for library, names in bound.items():
        library = re.sub("^from ", "", library)
        unknown = {symbol for symbol in names if symbol[symbol.startswith("_"):] not in known.get(library, set())}
        check(not unknown, f"{what}: bound to {library}, which is not known to have them: {sorted(unknown)}")
    return sum(map(len, bound.values()))


def private_paths(folders):
    """What may not be in a bundle: where the sources and cargo's home are, and whose home this is."""
    cargo_home = os.environ.get("CARGO_HOME", os.path.expanduser("~/.cargo"))
    sysroot = output("rustc", "--print", "sysroot").strip()
    return {str(path).encode() for path in [*folders, cargo_home, sysroot, os.path.expanduser("~")] if len(str(path)) > 2}


def bundle(root, target, package, *more):
    """The bundle of a package of the checkout at `root`, built in a target folder."""
    tool = ROOT / "target/debug/cargo-aspl"
    arguments = ["bundle", "-p", package, "--target", "universal", "--manifest-path", root / "Cargo.toml", *more]
    output(tool, *arguments, env={**os.environ, "CARGO_TARGET_DIR": str(target)})
    path = target / "aspl/universal/release" / f"{package}.driver"
    assert path.is_dir(), path
    return path


def check_bundle(path, package, known, private):
    with open(path / "Contents/Info.plist", "rb") as file:
        info = plistlib.load(file)
    factories = info["CFPlugInFactories"]
    check(len(factories) == 1 and info["LSMinimumSystemVersion"] == OLDEST, f"{package}: Info.plist: {info}")
    (factory,) = factories.values()
    executable = path / "Contents/MacOS" / info["CFBundleExecutable"]
    table = output("llvm-objdump", "--macho", "--universal-headers", executable)
    architectures = re.findall(r"^architecture (\S+)", table, re.M)
    sizes = [int(size) for size in re.findall(r"^ *size (\d+)", table, re.M)]
    check(sorted(architectures) == ["arm64", "x86_64"], f"{package}: slices: {architectures}")
    cells = []
    for architecture, size in zip(architectures, sizes):
        count = check_slice(package, executable, architecture, factory, known)
        check(size < LARGEST, f"{package}, {architecture}: {size} bytes")
        cells.append(f"{architecture} {size:>8} bytes, {count} symbols from elsewhere")
    for file in path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for secret in private:
                check(secret not in content, f"{package}: {file.name} has the path {secret.decode()}")
    print(f"{package:<20} {'; '.join(cells)}", flush=True)


def digests(path):
    return {str(file.relative_to(path)): hashlib.sha256(file.read_bytes()).hexdigest() for file in path.rglob("*") if file.is_file()}


def check_debug_symbols(package, target):
    """Those of one example: for the same identifiers as its slices, with lines of its source."""
    path = bundle(ROOT, target, package, "--dsym")
    executable = path / "Contents/MacOS" / package
    symbols = path.with_name(path.name + ".dSYM") / "Contents/Resources/DWARF" / package
    shipped = output("llvm-objdump", "--macho", "--arch=all", "--private-headers", executable)
    shipped = sorted(re.findall(r"uuid (\S+)", shipped))
    kept = sorted(re.findall(r"UUID: (\S+)", output("llvm-dwarfdump", "--uuid", symbols)))
    check(shipped == kept and len(kept) == 2, f"{package}: identifiers {shipped}, of the debug symbols {kept}")
    lines = output("llvm-dwarfdump", "--arch=arm64", "--debug-line", symbols)
    check("lib.rs" in lines, f"{package}: no lines of its source in the debug symbols")
    print(f"{package:<20} debug symbols for {', '.join(kept)}", flush=True)


def check_elsewhere(package, target):
    """A build of the same sources in another folder."""
    with tempfile.TemporaryDirectory(prefix="somewhere-else-") as folder:
        other = pathlib.Path(folder) / "below" / "checkout"
        ignored = shutil.ignore_patterns("target", ".git")
        shutil.copytree(ROOT, other, ignore=ignored)
        first, second = digests(bundle(ROOT, target, package)), digests(bundle(other, other / "target", package))
        check(first == second, f"{package}: built in another folder: {first} and {second}")
        print(f"{package:<20} built in another folder: {'the same bytes' if first == second else 'OTHER BYTES'}", flush=True)


def main():
    known = apple_symbols.known()
    for library in known:
        extra = apple_symbols.listed(library) - known[library]
        check(not extra, f"the list of {library} has what no crate declares: {sorted(extra)}")
    known["libSystem"] |= apple_symbols.listed("libSystem-reviewed")
    private = private_paths([ROOT])
    output("cargo", "build", "--quiet", "-p", "cargo-aspl", cwd=ROOT)
    packages = sorted(path.parent.name for path in (ROOT / "examples").glob("*/Cargo.toml"))

    def check_some(target, packages):
        for package in packages:
            check_bundle(bundle(ROOT, target, package), package, known, private)

    # Side by side in target folders of their own, as a linker that optimizes the whole takes one processor.
    tasks = [(check_some, target, packages[index:: len(TARGETS)]) for index, target in enumerate(TARGETS)]
    with concurrent.futures.ThreadPoolExecutor(len(TARGETS)) as pool:
        for task in [pool.submit(*task) for task in tasks]:
            task.result()
        for task in [pool.submit(check_debug_symbols, "minimal-loopback", TARGETS[0]), pool.submit(check_elsewhere, "minimal-loopback", TARGETS[0])]:
            task.result()
    print(f"{len(packages)} bundles, {len(faults)} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
