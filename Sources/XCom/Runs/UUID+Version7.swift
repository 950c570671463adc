package import struct FoundationEssentials.UUID

extension UUID {
    /// A UUID of version 7, as Airflow gives to task instances: they sort by the time they were made.
    package static func version7(now: Timestamp) -> UUID {
        let milliseconds = UInt64(max(0, now.microseconds / 1000))
        func byte(_ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: milliseconds >> shift) }
        let random = UUID().uuid
        return UUID(
            uuid: (
                byte(40), byte(32), byte(24), byte(16), byte(8), byte(0), 0x70 | random.6 & 0x0f, random.7,
                0x80 | random.8 & 0x3f, random.9, random.10, random.11, random.12, random.13, random.14, random.15
            ))
    }
}
