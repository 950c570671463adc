internal import Glibc

/// What stands in the way of opening a database file, and what to do about it: SQLite only says that it could not.
func fileProblem(_ path: String) -> String {
    let folder = folder(of: path)
    if isFolder(path) {
        return "it is a folder: name a file"
    }
    if !isFolder(folder) {
        return isThere(folder)
            ? "\(folder) is not a folder: name another place" : "the folder \(folder) does not exist: make it first"
    }
    if isThere(path) {
        return access(path, R_OK) == 0
            ? "allow writing to the file and its folder, or open it read-only" : "allow reading the file"
    }
    if access(folder, W_OK) != 0 {
        return "the file does not exist, and its folder may not be written to"
    }
    return "check the path and its permissions"
}

func isThere(_ path: String) -> Bool {
    access(path, F_OK) == 0
}

/// Whether there is a file that can be read.
func isReadable(_ path: String) -> Bool {
    access(path, R_OK) == 0 && !isFolder(path)
}

/// Whether a database file has no log with something in it.
func isAtRest(_ path: String) -> Bool {
    ["-wal", "-journal"].allSatisfy { suffix in
        var status = stat()
        return stat(path + suffix, &status) != 0 || status.st_size == 0
    }
}

/// The folder that holds a file; `.` where the path has none.
private func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

private func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}
