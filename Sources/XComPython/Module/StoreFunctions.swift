internal import Glibc
internal import XCom
internal import XComStoreOptions
internal import XComStores
internal import XComSupervisor

let storeFunctions: [ModuleFunction] = [
    ModuleFunction(
        "connect", "url, /", "Open the store at a URL (sqlite:///PATH) for this process."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("connect", arguments, count, expected: 1, py)
            return try connect(to: try py.text(arguments[0]), py)
        }
    },
    ModuleFunction(
        "connect_with_key", "url, fernet_key, /",
        "As connect, with Airflow's core.fernet_key for what is encrypted in the store."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("connect_with_key", arguments, count, expected: 2, py)
            return try connect(to: try py.text(arguments[0]), fernetKey: try py.text(arguments[1]), py)
        }
    },
    ModuleFunction(
        "send", "message, /", "Answer one message to the supervisor: JSON in, JSON out; None for an empty answer."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("send", arguments, count, expected: 1, py)
            var message: [UInt8]? = try py.bytes(of: arguments[0])
            let host = try SupervisorHost.installed(py)
            let reply: [UInt8]?
            do {
                reply = try host.use(py) { supervisor in try supervisor.answer(json: message.take() ?? []) }
            } catch {
                throw py.raise(.runtimeError, "\(error)")
            }
            guard let reply else { return py.none }
            return try py.bytes(reply)
        }
    },
    ModuleFunction(
        "push", "dag_id, run_id, task_id, map_index, key, value, mapped_length, is_dag_result, /",
        "Serialize a value and store it; a warning for the task's log, or None."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("push", arguments, count, expected: 8, py)
            let instance = try taskInstance(arguments, py)
            let address = XComAddress(taskInstance: instance, key: try py.text(arguments[4]))
            let length = try py.optionalInteger(arguments[6])
            let isDagResult = try py.isTrue(arguments[7])
            let value = try encoded(arguments[5], at: address, mappedLength: length, py)
            let warning = try SupervisorHost.ask(py) { supervisor throws(SupervisorError) in
                try supervisor.push(value, at: address, mappedLength: length, isDagResult: isDagResult)
            }
            guard let warning else { return py.none }
            return try py.string(warning)
        }
    },
    ModuleFunction(
        "push_texts", "dag_id, run_id, task_id, map_index, texts, mapped_length, connection, /",
        "Store JSON texts under their keys, all or none; warnings for the task's log. The length is that of the last."
            + " On a connection for SQL they are part of its transaction."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("push_texts", arguments, count, expected: 7, py)
            let instance = try taskInstance(arguments, py)
            let values = try py.pairs(arguments[4]) { key, text throws(Raised) in
                (key: try py.text(key), value: WireValue(utf8: try py.bytes(of: text)))
            }
            let length = try py.optionalInteger(arguments[5])
            let connection = try py.optionalInteger(arguments[6])
            let warnings = try SupervisorHost.ask(py, on: connection) { supervisor throws(SupervisorError) in
                try supervisor.store(values, of: instance, mappedLength: length)
            }
            return try py.list(warnings)
        }
    },
    ModuleFunction(
        "pull", "dag_id, run_id, task_ids, key, include_prior_dates, map_indexes, single, default, /",
        "What xcom_pull gives for these arguments; map_indexes None pulls all map indexes."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("pull", arguments, count, expected: 8, py)
            let mapIndexes = try arguments[5].isNone ? nil : py.integers(arguments[5])
            let request = Airflow3Pull(
                dagID: try py.text(arguments[0]), runID: try py.text(arguments[1]), taskIDs: try py.texts(arguments[2]),
                key: try py.text(arguments[3]), includePriorDates: try py.isTrue(arguments[4]), mapIndexes: mapIndexes,
                isSingle: try py.isTrue(arguments[6]))
            return try pull(request, default: arguments[7], py)
        }
    },
    ModuleFunction(
        "report_secrets", "texts, /", "Tell whoever writes this process's output of texts that it must not show."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("report_secrets", arguments, count, expected: 1, py)
            Interpreter.secretsHandler(try py.texts(arguments[0]))
            return py.none
        }
    },
]

/// The task instance that the first four arguments are: dag_id, run_id, task_id, map_index.
func taskInstance(_ arguments: Arguments, _ py: borrowing Python) throws(Raised) -> TaskInstanceKey {
    TaskInstanceKey(
        dagID: try py.text(arguments[0]), runID: try py.text(arguments[1]), taskID: try py.text(arguments[2]),
        mapIndex: max(try py.integer(arguments[3]), TaskInstanceKey.unmapped))
}

private func connect(
    to url: String, fernetKey: String? = nil, _ py: borrowing Python
) throws(Raised) -> Owned {
    SupervisorHost.closeCopy(py)
    let opened: (store: any Store, opener: StoreOpener)
    do {
        opened = try py.withoutGIL {
            var opener = StoreOpener(url: url, options: try .inEnvironment())
            if let fernetKey { opener.options.fernetKeys = try FernetKeys(fernetKey) }
            return (try opener.open(), opener)
        }
    } catch {
        throw py.raise(.runtimeError, "\(error)")
    }
    SupervisorHost.install(
        Supervisor(store: opened.store, settings: settingsFromEnvironment()), opener: opened.opener, py)
    return py.none
}

/// The supervisor's settings of an ordinary Python process, by Airflow's own names.
func settingsFromEnvironment() -> SupervisorSettings {
    var settings = SupervisorSettings()
    if let text = getenv("AIRFLOW__CORE__MAX_MAP_LENGTH"), let length = Int(String(cString: text)) {
        settings.maxMapLength = length
    }
    return settings
}

/// A value's text, with the failures that a push has.
private func encoded(
    _ value: Borrowed, at address: XComAddress, mappedLength: Int?, _ py: borrowing Python
) throws(Raised) -> WireValue {
    var encoder = Encoder(py)
    try encoder.encode(value, py)
    if encoder.defects.hasForeign {
        // The SDK's own message model decides on what is not plain JSON, and words the error.
        try Serde.checkMessage(value, at: address, mappedLength: mappedLength, py)
    }
    return try encoder.finish(py) { text in WireValue(utf8: Array(text)) }
}
