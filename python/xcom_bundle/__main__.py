"""What `xcom bundle COMMAND` does. The command line's help is where its options are declared, in Swift."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from xcom_bundle import configuring, inspecting, making, packing, verifying
from xcom_bundle.problems import BundleError, readable


def main(arguments: list[str] | None = None) -> int:
    """Does what the arguments say; the exit code."""
    options = _parser().parse_args(arguments)
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        code = run(options)
        sys.stdout.flush()
        return code
    except BundleError as error:
        _say(str(error))
        return 1
    except BrokenPipeError:
        # Whoever read has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xcom bundle", allow_abbrev=False)
    commands = parser.add_subparsers(required=True)

    pack = commands.add_parser("pack")
    pack.add_argument("executable", type=Path)
    pack.add_argument("--output")
    pack.add_argument("--source", type=Path)
    pack.add_argument("--no-strip", dest="strip", action="store_false")
    pack.add_argument("--allow-dynamic", action="store_true")
    pack.add_argument("--timeout", type=float, default=10)
    pack.set_defaults(run=_pack)

    inspect = commands.add_parser("inspect")
    inspect.add_argument("file", type=Path)
    inspect.add_argument("--output", choices=["text", "json"], default="text")
    inspect.add_argument("--source", action="store_true")
    inspect.set_defaults(run=_inspect)

    verify = commands.add_parser("verify")
    verify.add_argument("files", type=Path, nargs="+")
    verify.set_defaults(run=_verify)

    config = commands.add_parser("config")
    config.add_argument("folders", nargs="*")
    config.add_argument("--queue", action="append")
    config.add_argument("--name", default="swift")
    config.add_argument("--startup-timeout", type=float)
    config.add_argument("--pod-template-file")
    config.add_argument("--worker-image")
    config.add_argument("--output", choices=["text", "env", "cfg"], default="text")
    config.set_defaults(run=_config)

    new = commands.add_parser("new")
    new.add_argument("name")
    new.add_argument("--folder", type=Path, default=Path())
    new.add_argument("--package")
    new.add_argument("--version", required=True)
    new.set_defaults(run=_new)
    return parser


def _pack(options: argparse.Namespace) -> int:
    output: str = options.output or options.executable.name
    if output.endswith("/") and not os.path.isdir(output):
        raise BundleError(f"{output} is no folder: make it first.")
    packed = packing.pack(
        options.executable,
        Path(output),
        source=options.source,
        strip=options.strip,
        allow_dynamic=options.allow_dynamic,
        timeout=options.timeout,
    )
    dags = [
        f"DAG {readable(dag_id)}: {', '.join(map(readable, dag['tasks']))}"
        for dag_id, dag in sorted(packed.metadata["dags"].items())
    ]
    print(f"Wrote {packed.path}, {packed.size / 1e6:.1f} MB. {'; '.join(dags)}")
    for warning in packed.warnings:
        _say(f"note: {warning}")
    return 0


def _inspect(options: argparse.Namespace) -> int:
    bundle = verifying.read(options.file)
    if bundle.layout is None and (manifest := inspecting.jar(options.file)) is not None:
        print(f"{options.file} is a JAR, which Airflow's JavaCoordinator runs. Its manifest:")
        print("".join(f"{key}: {value}\n" for key, value in manifest.items()), end="")
        return 0
    if options.source:
        sys.stdout.flush()
        sys.stdout.buffer.write(bundle.source)
    elif options.output == "json":
        print(inspecting.as_json(bundle), end="")
    else:
        print(inspecting.as_text(bundle), end="")
    if bundle.layout is None:
        raise BundleError(f"{options.file}: {bundle.problems[-1]}")
    return 0


def _verify(options: argparse.Namespace) -> int:
    code = 0
    for path in options.files:
        try:
            bundle = verifying.read(path)
        except BundleError as error:
            _say(str(error))
            code = 1
            continue
        for problem in bundle.problems:
            _say(f"{path}: {'' if problem.rejected else 'note: '}{problem}")
        if bundle.is_rejected:
            code = 1
        else:
            print(f"{path}: Airflow takes it for {', '.join(readable(dag_id) for dag_id, _ in bundle.dags())}")
    return code


def _config(options: argparse.Namespace) -> int:
    folders = [configuring.absolute(folder) for folder in options.folders or [configuring.default_folder()]]
    settings = configuring.coordinators(
        folders,
        name=options.name,
        startup_timeout=options.startup_timeout,
        pod_template_file=options.pod_template_file,
        worker_image=options.worker_image,
    )
    queues = dict.fromkeys(options.queue or ["swift"], options.name)
    print(configuring.lines(settings, queues, options.output), end="")
    for note in configuring.notes(folders):
        _say(f"note: {note}")
    return 0


def _new(options: argparse.Namespace) -> int:
    made = making.make(options.name, options.folder, package=options.package, version=options.version)
    for file in made:
        print(f"Wrote {file}")
    print(f"{options.folder / options.name / 'README.md'} says how it is tested, built and run.")
    return 0


def _say(text: str) -> None:
    # A message may have lines; nothing else in it moves the cursor.
    lines = [readable(line) for line in f"xcom: {text}".split("\n")]
    sys.stderr.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
