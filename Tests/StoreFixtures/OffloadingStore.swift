import Foundation
package import XCom
package import XComBlobs
package import XComStores

/// A store with a folder for large values.
package final class OffloadingStore {
    package let folder: TemporaryFolder
    package let opener: StoreOpener
    package let store: any Store

    package init(
        threshold: Int = 100, compression: BlobCompression = .zstd, url: (TemporaryFolder) -> String = newURL(in:)
    ) throws {
        folder = try TemporaryFolder()
        var opener = StoreOpener(url: url(folder))
        opener.options.offload = OffloadSettings(
            place: try BlobPlace(folder.path + "/blobs"), threshold: threshold, compression: compression)
        self.opener = opener
        store = try opener.open()
        try store.makeRun(tasks: ["t": [-1, 0, 1], "u": [-1]])
    }

    /// The same store as a process sees it that knows of no offloading.
    package func other() throws -> any Store {
        try StoreOpener(url: opener.url).open()
    }

    /// The blobs' paths.
    package var files: [String] {
        let root = folder.path + "/blobs"
        return (FileManager.default.enumerator(atPath: root)?.allObjects as? [String] ?? []).map { root + "/" + $0 }
            .filter {
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
            }
    }
}

/// JSON of `length` bytes.
package func text(_ letter: Character, _ length: Int) -> WireValue {
    WireValue(text: "\"" + String(repeating: letter, count: length - 2) + "\"")
}
