import JSONProperties

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
    if let violation = JSONProperties.violation(Array(UnsafeBufferPointer(start: data, count: count))) {
        fatalError(violation)
    }
    return 0
}

@main
enum FuzzJSON {
    static func main() {
        var argc = CommandLine.argc
        var argv = CommandLine.unsafeArgv
        _ = runDriver(&argc, &argv) { tryOut($0, $1) }
    }
}
