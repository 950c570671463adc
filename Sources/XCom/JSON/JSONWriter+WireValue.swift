package import JSONCore

extension JSONWriter {
    /// The text on the wire.
    package var wireValue: WireValue {
        WireValue(utf8: Array(bytes))
    }
}
