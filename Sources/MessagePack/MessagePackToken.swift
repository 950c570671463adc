/// What a MessagePack value is made of, in the order of its bytes: a scalar, or the head of an array or a map whose values
/// come next.
public enum MessagePackToken: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// An integer that is greater than an `Int64` can be.
    case largeInteger(UInt64)
    case float(Float)
    case double(Double)
    case text(String)
    case binary([UInt8])
    case timestamp(MessagePackTimestamp)
    /// An extension of an application, or one of MessagePack's that is not known here.
    case extended(type: Int8, [UInt8])
    /// So many values come next.
    case array(count: Int)
    /// So many pairs of a key and a value come next.
    case map(count: Int)
}
