internal import ArgumentParser

/// `--raw`.
struct ValueOptions: ParsableArguments {
    @Flag(help: "In tables, show values as the JSON that is stored, to their ends.")
    var raw = false

    var style: ValueStyle { raw ? .stored : .beginning }
}
