import XComTasks

@main struct Marathon: TaskBundle {
    var tasks: some TaskCollection {
        Tasks(dag: "marathon") {
            // It is cancelled by SIGTERM, or when its time is over, and says how far it came.
            Task("run", executionTimeout: .seconds(3600)) { ti in
                var laps = 0
                do {
                    while true {
                        try await Task.sleep(for: .milliseconds(20))
                        laps += 1
                        if laps == 1 { ti.logger.info("running") }
                    }
                } catch is CancellationError {
                    try await ti.xcomPush(key: "laps", value: laps)
                    ti.logger.info("stopped", metadata: ["laps": "\(laps)"])
                    throw CancellationError()
                }
            }

            Task("sprint", executionTimeout: .milliseconds(100)) { ti in
                try await Task.sleep(for: .seconds(3600))
            }
        }
    }
}
