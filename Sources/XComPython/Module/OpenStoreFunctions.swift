package import XCom
internal import XComStoreOptions
package import XComStores
internal import XComSupervisor

let openStoreFunctions: [ModuleFunction] = [
    ModuleFunction(
        "store_open", "url, /", "Open a store, and make it where there is none; its number."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("store_open", arguments, count, expected: 1, py)
            let url = try py.text(arguments[0])
            let opened: (store: any Store, opener: StoreOpener)
            do {
                opened = try py.withoutGIL {
                    let opener = StoreOpener(url: url, options: try .inEnvironment())
                    return (try opener.open(), opener)
                }
            } catch {
                throw py.raise(.runtimeError, "\(error)")
            }
            return try py.int(try OpenStores.add(opened.store, opener: opened.opener, py))
        }
    },
    ModuleFunction(
        "default_store", "/",
        "The folder of the default store and of the logs, made where it is not there, and the store's URL."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            _ = try Arguments("default_store", arguments, count, expected: 0, py)
            guard let find = HostFunctions.defaultStore else {
                throw py.raise(.runtimeError, "this build of _xcom has no default store")
            }
            let found: (home: String, url: String)
            do {
                found = try find()
            } catch {
                throw py.raise(.runtimeError, "\(error)")
            }
            let result = try py.tuple(count: 2)
            let items = PyTuple(unchecked: result.borrowed)
            items.initialize(0, to: try py.string(found.home))
            items.initialize(1, to: try py.string(found.url))
            return result
        }
    },
    ModuleFunction("store_close", "store, /", "Let a store go.") { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("store_close", arguments, count, expected: 1, py)
            try OpenStores.close(try py.integer(arguments[0]), py)
            return py.none
        }
    },
    ModuleFunction(
        "store_ask", "store, request, /", "Ask something of a store: JSON in, JSON out."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("store_ask", arguments, count, expected: 2, py)
            let store = try OpenStores.open(try py.integer(arguments[0]), py).store
            let request = WireValue(utf8: try py.bytes(of: arguments[1]))
            let answer: WireValue
            do {
                answer = try py.atStoreGate {
                    let request = try WireDecoder(style: .message, names: .snakeCase).decode(
                        StoreRequest.self, from: request)
                    return try WireEncoder(style: .message, names: .snakeCase).encode(request.answer(by: store))
                }
            } catch let error as StoreError {
                throw py.raise(.runtimeError, error.message)
            } catch {
                throw py.raise(.valueError, "\(error)")
            }
            return try py.bytes(answer.utf8)
        }
    },
    ModuleFunction(
        "use_store", "store, /",
        "Let an open store be the one that tasks and the functions of this module work with; None: no one."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("use_store", arguments, count, expected: 1, py)
            guard try !arguments[0].isNone else {
                SupervisorHost.install(nil, py)
                return py.none
            }
            let (store, opener) = try OpenStores.open(try py.integer(arguments[0]), py)
            SupervisorHost.install(Supervisor(store: store, settings: settingsFromEnvironment()), opener: opener, py)
            return py.none
        }
    },
    ModuleFunction(
        "used_store", "", "The number of the store that this process works with, or None."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            _ = try Arguments("used_store", arguments, count, expected: 0, py)
            guard SupervisorHost.current != nil else { return py.none }
            let host = try SupervisorHost.installed(py)
            guard let number = try OpenStores.number(of: host.store, opener: host.opener, py) else { return py.none }
            return try py.int(number)
        }
    },
    ModuleFunction(
        "run", "store, request, /", "Run a DAG that this process has, in this process: JSON in, JSON out."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("run", arguments, count, expected: 2, py)
            let (store, opener) = try OpenStores.open(try py.integer(arguments[0]), py)
            let request = WireValue(utf8: try py.bytes(of: arguments[1]))
            guard let run = HostFunctions.run else {
                throw py.raise(.runtimeError, "this build of _xcom runs no DAGs")
            }
            let answer: WireValue
            do {
                answer = try py.withoutGIL { try run(Interpreter.ofHost, request, store, opener) }
            } catch let error as PythonError {
                throw py.raise(.runtimeError, "\(error.type): \(error.message)")
            } catch {
                throw py.raise(.runtimeError, "\(error)")
            }
            return try py.bytes(answer.utf8)
        }
    },
]

/// What `_xcom` does by parts of the project that stand above this one; who makes the module sets it.
package enum HostFunctions {
    // SAFETY: set before the module is made, and only read then.
    nonisolated(unsafe) package static var run:
        (
            (_ interpreter: Interpreter, _ request: WireValue, _ store: any Store, _ opener: StoreOpener) throws
                -> WireValue
        )?

    // SAFETY: as above.
    nonisolated(unsafe) package static var defaultStore: (() throws -> (home: String, url: String))?
}
