"""How hatchling makes the wheel: the native module by `swift build`, and the Task SDK from its own wheels.

Nothing of the Task SDK is in this tree, and none of its packages is a requirement of the wheel: it would bring a whole
Airflow along, which this project takes the place of. Its modules go into a folder of their own, with their licences,
and what they require becomes the wheel's requirements.
"""

from __future__ import annotations

import email.parser
import os
import re
import shutil
import struct
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent
WORK = ROOT / ".build" / "wheel"
BRIDGE = "xcom_bridge"
#: Swift's libraries of which most would be linked in without use.
LARGE_LIBRARIES = (
    "libFoundationEssentials.a", "lib_FoundationCollections.a", "libswiftCore.a", "libswift_Concurrency.a",
    "libswift_RegexParser.a", "libswift_StringProcessing.a",
)  # fmt: skip
#: Of the flags of a section in an ELF file: that it is code, and that a linker keeps it though nothing refers to it.
SHF_EXECINSTR = 0x4
SHF_GNU_RETAIN = 0x200000


class RequirementsHook(MetadataHookInterface):
    """Says what the wheel requires."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        metadata["dependencies"] = requirements(task_sdk())


class WheelHook(BuildHookInterface[Any]):
    """Makes what the wheel holds beside the packages of this tree."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            raise SystemExit("swift-xcom has no editable mode; in its tree scripts/xcom is the program.")
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        include: dict[str, str] = build_data["force_include"]
        include[str(task_sdk())] = f"{BRIDGE}/_vendored"
        include[str(facade())] = f"{BRIDGE}/_facade"
        for file in native_module().iterdir():
            include[str(file)] = f"{BRIDGE}/_lib/{file.name}"
        include[str(licences())] = f"{BRIDGE}/_licences"
        for file in (ROOT / "python" / "wheel").iterdir():
            include[str(file)] = file.name


def fresh(name: str) -> Path:
    """An empty folder."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def facade() -> Path:
    """A folder with the package `airflow`, without what Python has made of its files."""
    folder = fresh("facade")
    shutil.copytree(ROOT / "python" / "airflow", folder / "airflow", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


# The Task SDK


def task_sdk() -> Path:
    """A folder with the modules of the locked Task SDK and providers, and what their wheels say of them."""
    lock = ROOT / "python" / "requirements.txt"
    entries = re.sub(r"\\\n *", "", lock.read_text(encoding="utf-8")).splitlines()
    wanted = "\n".join(entry for entry in entries if entry.startswith("apache-airflow-"))
    folder, stamp = WORK / "task-sdk", WORK / "task-sdk.txt"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return folder
    downloads = fresh("downloads")
    listed = downloads / "requirements.txt"
    listed.write_text(wanted, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--only-binary", ":all:", "--require-hashes", "--requirement", listed, "--dest", downloads],
        check=True,
    )  # fmt: skip
    fresh("task-sdk")
    for wheel in sorted(downloads.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            # Lists of files are for uninstalling, and stubs for editors, which do not look here.
            unused = (".dist-info/RECORD", ".pyi")
            archive.extractall(folder, [name for name in archive.namelist() if not name.endswith(unused)])
    stamp.write_text(wanted, encoding="utf-8")
    return folder


def requirements(sdk: Path) -> list[str]:
    """What the SDK and its providers require of others, and what they import without saying so."""
    found: dict[str, Requirement] = {}
    for metadata in sorted(sdk.glob("*.dist-info/METADATA")):
        message = email.parser.HeaderParser().parsestr(metadata.read_text(encoding="utf-8"))
        for text in message.get_all("Requires-Dist", []):
            requirement = Requirement(text)
            if requirement.marker is not None and "extra" in str(requirement.marker):
                continue
            add(found, requirement)
    for line in (ROOT / "python" / "requirements.in").read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text:
            # Its versions are those that the goldens were recorded with; others do.
            add(found, Requirement(Requirement(text).name))
    return sorted(str(requirement) for requirement in found.values())


def add(found: dict[str, Requirement], requirement: Requirement) -> None:
    """Adds a requirement to those of the same package under the same conditions."""
    name = canonicalize_name(requirement.name)
    if name.startswith("apache-airflow"):
        return
    key = f"{name} {requirement.marker or ''}"
    if key in found:
        found[key].specifier &= requirement.specifier
        found[key].extras |= requirement.extras
    else:
        found[key] = requirement


# The native module


def native_module() -> Path:
    """A folder with the module for the Python that runs this, and the SQLite library that it shares with Python's."""
    built = swift_build()
    folder = fresh("lib")
    module = folder / f"_xcom{sysconfig.get_config_var('EXT_SUFFIX')}"
    # Tables for exceptions of C++, of which none crosses this code: a tenth of its size.
    unwinding = ("--remove-section=.eh_frame", "--remove-section=.eh_frame_hdr")
    subprocess.run(["objcopy", *unwinding, built, module], check=True)
    library = "libsqlite3.so.0"
    shutil.copyfile(Path(found_by_compiler(library)).resolve(), folder / library)
    return folder


def swift_build() -> Path:
    """The library with Swift's runtime linked in; what it needs of Python comes from the process that loads it."""
    scratch = WORK / "swift"
    include = sysconfig.get_path("include")
    stamp = WORK / "headers.txt"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") != include:
        # The compiler would take the modules that it made of another Python's headers.
        for cache in scratch.glob("**/ModuleCache"):
            shutil.rmtree(cache)
    configuration = fresh("pkg-config")
    # Without a folder to look for libraries in, so that those without shared ones come first.
    libraries = {"python3-embed": "", "sqlite3": "-lsqlite3", "zlib": "-lz", "libzstd": "-lzstd"}
    for name, flags in libraries.items():
        (configuration / f"{name}.pc").write_text(
            f"Name: {name}\nDescription: {name}\nVersion: {sysconfig.get_python_version()}\n"
            f"Cflags: {f'-I{include}' if name == 'python3-embed' else ''}\nLibs: {flags}\n",
            encoding="utf-8",
        )
    static = fresh("static")
    for name in ("libz.a", "libzstd.a", "libstdc++.a"):
        (static / name).symlink_to(found_by_compiler(name))
    exports = configuration / "exports.map"
    exports.write_text("{ global: PyInit__xcom; local: *; };\n", encoding="utf-8")
    # By size: a tenth of the module, for a twentieth of the time of serialization. In sections, nothing public for
    # others to link to: the linker leaves out what nothing refers to, such as most of the cryptography.
    compiling = (
        "-static-stdlib", "-resource-dir", swift_runtime(), "-use-ld=lld", "-Osize",
        "-Xfrontend", "-function-sections", "-Xfrontend", "-internalize-at-link",
    )  # fmt: skip
    command: list[str | Path] = [
        "swift", "build", "--configuration", "release", "--product", "_xcom", "--scratch-path", scratch,
        *(word for flag in compiling for word in ("-Xswiftc", flag)),
        "-Xcc", "-ffunction-sections", "-Xcc", "-fdata-sections",
        "-Xlinker", f"--version-script={exports}", "-Xlinker", "-s", "-Xlinker", f"-L{static}",
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PKG_CONFIG_PATH": str(configuration)}, check=True)
    stamp.write_text(include, encoding="utf-8")
    return scratch / "release" / "lib_xcom.so"


def swift_runtime() -> Path:
    """Swift's folder for static linking, with libraries of which the linker takes only the functions that are used."""
    original = toolchain() / "lib" / "swift_static"
    folder = fresh("swift-runtime")
    (folder / "linux").mkdir()
    for source in [*original.iterdir(), *(original / "linux").iterdir()]:
        target = folder / source.relative_to(original)
        if source.name in LARGE_LIBRARIES:
            target.write_bytes(without_retained_functions(source.read_bytes()))
        elif not target.exists():
            target.symlink_to(source)
    return folder


def without_retained_functions(library: bytes) -> bytes:
    """A library whose public functions are not kept for those who find them by name, as nobody can in this module."""
    data = bytearray(library)
    position = len(b"!<arch>\n")
    while position < len(data):
        member, size = position + 60, int(data[position + 48 : position + 58])
        if data[member : member + 4] == b"\x7fELF":
            first = member + struct.unpack_from("<Q", data, member + 40)[0]
            # The number of more sections than fit there is in the first section's header.
            count = struct.unpack_from("<H", data, member + 60)[0] or struct.unpack_from("<Q", data, first + 32)[0]
            for header in range(first, first + 64 * count, 64):
                flags = struct.unpack_from("<Q", data, header + 8)[0]
                if flags & SHF_EXECINSTR:
                    struct.pack_into("<Q", data, header + 8, flags & ~SHF_GNU_RETAIN)
        position = member + size + size % 2
    return bytes(data)


def toolchain() -> Path:
    """The folder of Swift's toolchain."""
    swift = shutil.which("swift")
    if swift is None:
        raise SystemExit("swift is missing; scripts/setup says where to get it.")
    return Path(swift).resolve().parents[1]


def found_by_compiler(library: str) -> str:
    """The path of a library."""
    compiler = os.environ.get("CC", "cc")
    path = subprocess.run(
        [compiler, f"-print-file-name={library}"], check=True, capture_output=True, text=True
    ).stdout.strip()
    if path == library:
        raise SystemExit(f"{library} is missing; scripts/setup installs what the build needs.")
    return path


def licences() -> Path:
    """A folder with the licences of what is linked into the native module, or lies beside it."""
    folder = fresh("licences")
    copied = {"swift": toolchain() / "share" / "swift" / "LICENSE.txt"}
    for package in sorted((WORK / "swift" / "checkouts").iterdir()):
        for file in [*package.glob("LICENSE*"), *package.glob("NOTICE*")]:
            copied[f"{package.name}-{file.stem}"] = file
    for library in ("zlib1g-dev", "libzstd-dev", "libstdc++-*-dev", "libsqlite3-0"):
        found = sorted(Path("/usr/share/doc").glob(f"{library}/copyright"))
        copied[library.replace("-*", "")] = found[0] if found else Path(f"/usr/share/doc/{library}/copyright")
    for name, file in copied.items():
        if not file.is_file():
            raise SystemExit(f"{file} is missing, the licence of what the wheel holds of {name}.")
        shutil.copyfile(file, folder / f"{name}.txt")
    return folder
