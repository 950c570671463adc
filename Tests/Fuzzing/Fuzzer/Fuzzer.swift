/// What a fuzzer calls again and again: bytes in, what does not hold for them out.
public typealias Property = ([UInt8]) -> String?

/// Hunts for bytes for which a property does not hold, as libFuzzer's own program would.
public func fuzz(_ property: @escaping Property) {
    violated = property
    var argc = CommandLine.argc
    var argv = CommandLine.unsafeArgv
    _ = runDriver(&argc, &argv) { tryOut($0, $1) }
}

// SAFETY: written before the fuzzer starts, which has one thread.
nonisolated(unsafe) private var violated: Property = { _ in nil }

/// libFuzzer's own main function, as a function.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ argc: UnsafeMutablePointer<CInt>,
    _ argv: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ tryOut: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The same under the name that libFuzzer's own program asks for.
@_cdecl("LLVMFuzzerTestOneInput")
public func tryOut(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    if let violation = violated(Array(UnsafeBufferPointer(start: data, count: count))) { fatalError(violation) }
    return 0
}
