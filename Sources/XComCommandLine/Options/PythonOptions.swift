internal import ArgumentParser

/// Which Python environment is meant.
struct PythonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The virtual environment to run in. (default: the active one, else the project's own)", valueName: "venv"),
        completion: .directory)
    var python: String?
}
