internal import ArgumentParser
internal import XCom
internal import XComRunner

/// Whether values are read by the XCom backend.
struct DeserializeOptions: ParsableArguments {
    @Flag(help: "Show what a pull gives: let the XCom backend (core.xcom_backend) read what is stored.")
    var deserialize = false
    @OptionGroup var environment: PythonOptions

    func validate() throws {
        guard deserialize || environment.python == nil else {
            throw ValidationError("--python belongs to --deserialize.")
        }
    }

    /// The entries that a filter lets through, up to a limit.
    func readings(_ filter: XComFilter, limit: Int? = nil, in store: any Store) throws -> [XComReading] {
        let entries = try store.readings(filter, limit: limit)
        guard deserialize,
            let backend = try XComBackend.configured(python: environment.python, store: store)
        else { return entries }
        return try entries.map(backend.deserialized)
    }
}
