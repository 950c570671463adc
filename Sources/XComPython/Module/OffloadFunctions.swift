internal import XCom
internal import XComBlobs
internal import XComStoreOptions

/// For `xcom_airflow`, the XCom backend of a real Airflow: its tasks know no store, and keep large values by themselves.
let offloadFunctions: [ModuleFunction] = [
    ModuleFunction(
        "offload", "dag_id, run_id, task_id, map_index, key, value, marker, /",
        "Keep a value's JSON text at XCOM_OFFLOAD where it is large: (reference or None, size, warning or None)."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("offload", arguments, count, expected: 7, py)
            let address = XComAddress(
                taskInstance: try taskInstance(arguments, py), key: try py.text(arguments[4]))
            var encoder = Encoder(py)
            try encoder.encode(arguments[5], py)
            let value = try encoder.finish(py) { text in WireValue(utf8: Array(text)) }
            let marker = Array(try py.utf8(of: arguments[6]))
            let kept = try refusals(py) {
                try py.withoutGIL { try Offloading.inEnvironment().keep(value, of: address, marker: marker) }
            }
            let result = try py.tuple(count: 3)
            let places = PyTuple(unchecked: result.borrowed)
            places.initialize(0, to: try kept.reference.map { text throws(Raised) in try py.string(text) } ?? py.none)
            places.initialize(1, to: try py.int(value.utf8.count))
            places.initialize(2, to: try kept.warning.map { text throws(Raised) in try py.string(text) } ?? py.none)
            return result
        }
    },
    ModuleFunction(
        "offloaded", "reference, size, /", "The JSON text that a reference of offload() stands for, as bytes."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("offloaded", arguments, count, expected: 2, py)
            let reference = try SharedReference(argument: py.text(arguments[0]), py)
            let size = try py.integer(arguments[1])
            let text = try refusals(py) {
                try py.withoutGIL { try SharedBlobs(reference.blob.place).text(of: reference, count: size) }
            }
            return try py.bytes(text)
        }
    },
    ModuleFunction(
        "release_offloaded", "reference, /",
        "A reference of offload() is needed no more; False where it is not at XCOM_OFFLOAD, and is left alone."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("release_offloaded", arguments, count, expected: 1, py)
            let reference = try SharedReference(argument: py.text(arguments[0]), py)
            let isReleased = try refusals(py) {
                try py.withoutGIL { try Offloading.inEnvironment().release(reference) }
            }
            return py.bool(isReleased)
        }
    },
    ModuleFunction(
        "sweep_offloaded", "place, references, grace, is_dry_run, /",
        "Delete at a place what none of references(), called after a look at the place, needs."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("sweep_offloaded", arguments, count, expected: 4, py)
            let place = try py.text(arguments[0])
            let grace = Double(try py.integer(arguments[2]))
            let isDryRun = try py.isTrue(arguments[3])
            let (blobs, listing) = try refusals(py) {
                try py.withoutGIL {
                    let blobs = try SharedBlobs(BlobPlace(place))
                    return (blobs, try blobs.list())
                }
            }
            let texts = try py.texts(py.call(arguments[1]).borrowed)
            let sweep = try refusals(py) {
                try py.withoutGIL {
                    try blobs.sweep(
                        listing, needed: texts.compactMap(SharedReference.init), grace: grace, isDryRun: isDryRun)
                }
            }
            let result = try py.tuple(count: 5)
            let places = PyTuple(unchecked: result.borrowed)
            places.initialize(0, to: try py.int(sweep.needed))
            places.initialize(1, to: try py.list(sweep.removed))
            places.initialize(2, to: try py.int(sweep.marks))
            places.initialize(3, to: try py.int(sweep.young))
            places.initialize(4, to: try py.list(sweep.missing))
            return result
        }
    },
]

/// What the environment says of large values.
private struct Offloading {
    let settings: OffloadSettings
    let limits: SizeLimits

    static func inEnvironment() throws -> Offloading {
        let options = try StoreOptions.inEnvironment()
        guard let settings = options.offload else {
            throw BlobError(
                .settings, "XCOM_OFFLOAD is not set: name a folder, file:///PATH or s3://BUCKET/PREFIX for large XComs")
        }
        return Offloading(settings: settings, limits: options.limits)
    }

    /// - `marker`: what is in every reference. A small value that has it goes to the place too, so that no value is taken
    ///   for a reference.
    func keep(
        _ value: WireValue, of address: XComAddress, marker: [UInt8]
    ) throws -> (reference: String?, warning: String?) {
        try limits.check(value, at: address)
        let warning = limits.warning(of: value, at: address)
        guard value.utf8.count > settings.threshold || value.utf8.contains(marker) else { return (nil, warning) }
        let instance = address.taskInstance
        let purpose =
            "\(instance.dagID) \(instance.runID) \(instance.taskID) \(instance.mapIndex) \(address.key)".oneLine
        let reference = try SharedBlobs(settings.place).put(
            value.utf8, compression: settings.compression, purpose: purpose)
        return (reference.text, warning)
    }

    /// Deletes only where a setting says that large values go: a row can name any place.
    func release(_ reference: SharedReference) throws -> Bool {
        guard reference.blob.place == settings.place else { return false }
        try SharedBlobs(settings.place).release(reference)
        return true
    }
}

extension SharedReference {
    fileprivate init(argument text: String, _ py: borrowing Python) throws(Raised) {
        guard let reference = SharedReference(text) else {
            throw py.raise(.valueError, "the XCom refers to '\(text)', which is no reference that offload() gives")
        }
        self = reference
    }
}

private func refusals<R>(_ py: borrowing Python, _ body: () throws -> R) throws(Raised) -> R {
    do {
        return try body()
    } catch let error as StoreError where error.code == .tooLarge {
        throw py.raise(.valueError, error.message)
    } catch {
        throw py.raise(.runtimeError, (error as? StoreError)?.message ?? "\(error)")
    }
}
