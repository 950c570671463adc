internal import Foundation
internal import Glibc
package import XCom

/// Keeps two processes from executing the same run: a locked file in the run's log folder, free again when its owner is gone.
package struct RunLock {
    private let descriptor: Int32

    /// - Throws: ``RunnerError`` `runIsActive`, or `environment` where the folder takes no lock.
    init(folder: String, run: DagRunKey) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw RunnerError(
                .environment, "The log folder \(folder) cannot be made (\(error.localizedDescription)). Set XCOM_HOME.")
        }
        let path = "\(folder)/.lock"
        descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw RunnerError(.environment, "\(SystemError("open")): \(path). Set XCOM_HOME to a folder of yours.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let failure = SystemError("flock")
            close(descriptor)
            guard failure.code == EWOULDBLOCK else {
                throw RunnerError(.environment, "\(failure): \(path). Set XCOM_HOME to a folder that allows locks.")
            }
            throw RunnerError(
                .runIsActive, "The run \(run.runID) of DAG \(run.dagID) is being executed by another process.")
        }
    }

    /// Takes the lock of a run that was executed with this home and is not any more.
    ///
    /// `nil` where a process executes it, or none ever has: then somebody else may know more of it.
    package init?(abandoned run: DagRunKey, home: String) {
        descriptor = Glibc.open("\(LogLayout.folder(home: home, of: run))/.lock", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
    }

    package func release() {
        close(descriptor)
    }
}
