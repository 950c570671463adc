internal import Glibc
internal import XCom
internal import XComBlobs

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
            let places = Offloading.openedPlaces(py)
            let kept = try refusals(py) {
                try py.withoutGIL { try Offloading(places).keep(value, of: address, marker: marker) }
            }
            let result = try py.tuple(count: 3)
            let items = PyTuple(unchecked: result.borrowed)
            items.initialize(0, to: try kept.reference.map { text throws(Raised) in try py.string(text) } ?? py.none)
            items.initialize(1, to: try py.int(value.utf8.count))
            items.initialize(2, to: try kept.warning.map { text throws(Raised) in try py.string(text) } ?? py.none)
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
            let places = Offloading.openedPlaces(py)
            let text = try refusals(py) {
                try py.withoutGIL { try SharedBlobs(reference.blob.place, in: places).text(of: reference, count: size) }
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
            let places = Offloading.openedPlaces(py)
            let isReleased = try refusals(py) {
                try py.withoutGIL { try Offloading(places).release(reference) }
            }
            return py.bool(isReleased)
        }
    },
    ModuleFunction(
        "sweep_offloaded", "place, references, grace, decide, /",
        "Find what none of references(), called after a look at the place, needs; delete it where decide(found) says so."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("sweep_offloaded", arguments, count, expected: 4, py)
            let place = try py.text(arguments[0])
            let grace = Double(try py.integer(arguments[2]))
            let places = Offloading.openedPlaces(py)
            let (blobs, listing) = try refusals(py) {
                try py.withoutGIL {
                    let blobs = try SharedBlobs(BlobPlace(place), in: places)
                    return (blobs, try blobs.list())
                }
            }
            let texts = try py.call(arguments[1])
            let references = try py.texts(texts.borrowed).compactMap(SharedReference.init)
            let found = try refusals(py) {
                try py.withoutGIL { try blobs.sweep(listing, needed: references, grace: grace) }
            }
            let described = try py.tuple(found)
            let decision = try py.call(arguments[3], described.borrowed)
            guard try py.isTrue(decision.borrowed) else { return described }
            return try py.tuple(try refusals(py) { try py.withoutGIL { try blobs.carryOut(found) } })
        }
    },
]

/// What the environment says of large values.
private struct Offloading {
    let settings: OffloadSettings
    let limits: SizeLimits
    let places: OpenedPlaces

    init(_ places: OpenedPlaces) throws {
        // No more of it is read than is looked at: every push does.
        let names = [
            "XCOM_OFFLOAD", "XCOM_OFFLOAD_THRESHOLD", "XCOM_OFFLOAD_COMPRESSION", "XCOM_SOFT_LIMIT", "XCOM_HARD_LIMIT",
        ]
        let environment = Dictionary(
            uniqueKeysWithValues: names.compactMap { name in getenv(name).map { (name, String(cString: $0)) } })
        guard let settings = try OffloadSettings(environment: environment) else {
            throw BlobError(
                .settings, "XCOM_OFFLOAD is not set: name a folder, file:///PATH or s3://BUCKET/PREFIX for large XComs")
        }
        self.settings = settings
        limits = try SizeLimits(environment: environment)
        self.places = places
    }

    // SAFETY: read and changed with the GIL held only.
    nonisolated(unsafe) private static var opened = OpenedPlaces()
    nonisolated(unsafe) private static var process = getpid()
    /// Those of the processes that this one was forked from, which are not closed here: their connections are shared.
    nonisolated(unsafe) private static var others: [OpenedPlaces] = []

    static func openedPlaces(_ py: borrowing Python) -> OpenedPlaces {
        if process != getpid() {
            others.append(opened)
            opened = OpenedPlaces()
            process = getpid()
        }
        return opened
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
        let reference = try SharedBlobs(settings.place, in: places).put(
            value.utf8, compression: settings.compression, purpose: purpose)
        return (reference.text, warning)
    }

    /// Deletes only where a setting says that large values go: a row can name any place.
    func release(_ reference: SharedReference) throws -> Bool {
        guard reference.blob.place == settings.place else { return false }
        try SharedBlobs(settings.place, in: places).release(reference)
        return true
    }
}

extension Python {
    fileprivate func tuple(_ sweep: SharedSweep) throws(Raised) -> Owned {
        let result = try tuple(count: 5)
        let items = PyTuple(unchecked: result.borrowed)
        items.initialize(0, to: try int(sweep.needed))
        items.initialize(1, to: try list(sweep.removed.map(\.text)))
        items.initialize(2, to: try int(sweep.marks.count))
        items.initialize(3, to: try int(sweep.young))
        items.initialize(4, to: try list(sweep.missing.map(\.text)))
        return result
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
