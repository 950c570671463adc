// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

// Examples of bundles, each with its DAG file.
let bundles = ["Orders", "Regions", "Feed", "Warehouse", "Marathon"]

let package = Package(
    name: "swift-xcom",
    platforms: [.macOS(.v14)],
    products: [
        .library(name: "XCom", targets: ["XCom"]),
        .library(name: "XComStores", targets: ["XComStores", "XComStoreOptions", "XComBlobs"]),
        .library(name: "XComTasks", targets: ["XComTasks"]),
        .library(name: "XComTesting", targets: ["XComTesting"]),
        .executable(name: "xcom", targets: ["xcom"]),
        // The native module `_xcom` for an ordinary Python process: lib_xcom.so, installed as _xcom.so.
        .library(name: "_xcom", type: .dynamic, targets: ["XComExtension"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CPython", pkgConfig: "python3-embed", providers: [.apt(["python3-dev"])]),
        .target(name: "CPythonShims", dependencies: ["CPython"]),
        .target(name: "CSystem"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "JSONCore", swiftSettings: settings),
        .target(name: "XCom", dependencies: ["JSONCore"], swiftSettings: settings),
        .target(name: "CCurl"),
        .target(
            name: "XComBlobs",
            dependencies: [
                "CCurl", "CZlib", "CZstd", "XCom", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "XComStoreOptions",
            dependencies: [
                "XCom", "XComBlobs", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "SQLite", dependencies: ["CSQLite"], swiftSettings: settings),
        .target(
            name: "XComSQLite",
            dependencies: [
                "CSQLite", "CSystem", "JSONCore", "SQLite", "XCom", "XComBlobs", "XComStoreOptions",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "XComStores", dependencies: ["XCom", "XComSQLite", "XComStoreOptions"], swiftSettings: settings),
        .target(name: "XComSupervisor", dependencies: ["XCom"], swiftSettings: settings),
        .target(name: "MessagePack", swiftSettings: settings),
        .target(
            name: "XComFrames", dependencies: ["JSONCore", "MessagePack", "XCom", "XComSupervisor"],
            swiftSettings: settings),
        .target(name: "Sockets", swiftSettings: settings),
        .target(
            name: "XComTasks",
            dependencies: [
                "CSystem", "Sockets", "XCom", "XComFrames", "XComSupervisor",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "XComTesting",
            dependencies: [
                "XCom", "XComStores", "XComSupervisor", "XComTasks", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "XComPython",
            dependencies: [
                "CPython", "CPythonShims", "CSystem", "JSONCore", "XCom", "XComBlobs", "XComStoreOptions", "XComStores",
                "XComSupervisor",
            ],
            swiftSettings: settings),
        .target(
            name: "XComRunner",
            dependencies: [
                "CSystem", "JSONCore", "Sockets", "XCom", "XComFrames", "XComStoreOptions", "XComStores",
                "XComSupervisor",
                "XComPython", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .target(
            name: "XComCommandLine",
            dependencies: [
                "CSystem", "JSONCore", "XCom", "XComBlobs", "XComPython", "XComRunner", "XComSupervisor",
                "XComStoreOptions", "XComStores",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        // The command line's two fronts: a program that starts an interpreter, and a module of one that runs.
        .executableTarget(name: "xcom", dependencies: ["XComCommandLine"], swiftSettings: settings),
        .target(name: "XComExtension", dependencies: ["XComCommandLine", "XComPython"], swiftSettings: settings),
        .target(
            name: "JSONProperties", dependencies: ["XCom"], path: "Tests/Fuzzing/JSONProperties",
            swiftSettings: settings),
        .target(
            name: "FrameProperties", dependencies: ["XCom", "XComRunner", "XComSupervisor"],
            path: "Tests/Fuzzing/FrameProperties",
            swiftSettings: settings),
        .target(
            name: "MessageProperties", dependencies: ["XCom", "XComStores", "XComSupervisor"],
            path: "Tests/Fuzzing/MessageProperties", swiftSettings: settings),
        .testTarget(name: "JSONCoreTests", dependencies: ["JSONCore"], swiftSettings: settings),
        .testTarget(name: "XComTests", dependencies: ["XCom", "JSONProperties"], swiftSettings: settings),
        // A process that the store's tests start several of.
        .executableTarget(
            name: "StoreWorker", dependencies: ["XCom", "XComBlobs", "XComStores"], path: "Tests/StoreWorker",
            swiftSettings: settings),
        // The example of XCom's documentation.
        .executableTarget(
            name: "SwiftTask", dependencies: ["XCom", "XComStores"], path: "Tests/SwiftTask", swiftSettings: settings),
        // Tasks that end in every way, for the tests.
        .executableTarget(
            name: "Trials", dependencies: ["XComTasks"], path: "Tests/TaskBundles/Trials", exclude: ["waits.py"],
            swiftSettings: settings),
        .testTarget(
            name: "XComTasksTests",
            dependencies: bundles.map { .init(stringLiteral: $0) } + [
                "CSystem", "Sockets", "Trials", "XComFrames", "XComStores", "XComSupervisor", "XComTasks",
                "XComTesting",
            ],
            exclude: ["connections.json"], swiftSettings: settings),
        .testTarget(name: "SQLiteTests", dependencies: ["CSQLite", "SQLite"], swiftSettings: settings),
        .testTarget(name: "XComBlobsTests", dependencies: ["XComBlobs"], swiftSettings: settings),
        .target(name: "PowerCut", dependencies: ["CSQLite"], path: "Tests/PowerCut"),
        .target(
            name: "StoreFixtures", dependencies: ["XCom", "XComBlobs", "XComStores"], path: "Tests/StoreFixtures",
            swiftSettings: settings),
        // What every store does; `XCOM_TEST_STORE` names another one than SQLite's.
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "StoreFixtures", "StoreWorker", "SwiftTask", "XComBlobs", "XComStoreOptions", "XComStores",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "XComSQLiteTests",
            dependencies: [
                "CSQLite", "PowerCut", "StoreFixtures", "StoreWorker", "XComBlobs", "XComSQLite", "XComStoreOptions",
            ],
            swiftSettings: settings),
        .testTarget(name: "ExampleTests", dependencies: ["SwiftTask", "xcom"], swiftSettings: settings),
        .testTarget(
            name: "XComSupervisorTests", dependencies: ["MessageProperties", "XComSupervisor", "XComStores"],
            swiftSettings: settings),
        .target(
            name: "MessagePackProperties",
            dependencies: ["MessagePack", "XCom", "XComFrames", "XComSupervisor"],
            path: "Tests/Fuzzing/MessagePackProperties", swiftSettings: settings),
        .testTarget(name: "MessagePackTests", dependencies: ["MessagePack"], swiftSettings: settings),
        .testTarget(
            name: "XComFramesTests",
            dependencies: ["MessagePack", "MessagePackProperties", "XComFrames", "XComSupervisor"],
            swiftSettings: settings),
        .testTarget(name: "XComPythonTests", dependencies: ["XComPython"], swiftSettings: settings),
        .testTarget(
            name: "XComRunnerTests",
            dependencies: ["FrameProperties", "Sockets", "XComRunner", "XComStores", "XComSupervisor"],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

package.targets += bundles.map { name in
    .executableTarget(
        name: name, dependencies: ["XComTasks"], path: "Examples/Bundles/\(name)", exclude: ["\(name.lowercased()).py"],
        swiftSettings: settings)
}

// Fuzzers have no main function of their own: scripts/fuzz, which has the compiler add libFuzzer's, builds them.
if Context.environment["XCOM_FUZZERS"] != nil {
    package.targets += [.target(name: "Fuzzer", path: "Tests/Fuzzing/Fuzzer", swiftSettings: settings)]
    let fuzzers: [(name: String, of: Target.Dependency)] = [
        ("FuzzJSON", "JSONProperties"), ("FuzzFrames", "FrameProperties"), ("FuzzMessages", "MessageProperties"),
        ("FuzzMessagePack", "MessagePackProperties"), ("FuzzReader", "XComPython"),
    ]
    package.targets += fuzzers.map { fuzzer in
        .executableTarget(
            name: fuzzer.name, dependencies: ["Fuzzer", fuzzer.of], path: "Tests/Fuzzing/\(fuzzer.name)",
            swiftSettings: settings)
    }
    // It has a main function of its own.
    package.targets += [
        .executableTarget(
            name: "MutateFrames", dependencies: ["MessagePackProperties"], path: "Tests/Fuzzing/MutateFrames",
            swiftSettings: settings)
    ]
}
