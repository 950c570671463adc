internal import XComCommandLine
internal import XComPython

/// What an ordinary Python calls to make the module `_xcom`, whose `main` is the command line.
@_cdecl("PyInit__xcom")
public func moduleInitializer() -> UnsafeMutableRawPointer? {
    Program.offer()
    return NativeModule.initialize()
}
