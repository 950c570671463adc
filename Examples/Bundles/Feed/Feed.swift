import XComTasks

@main struct Feed: TaskBundle {
    var tasks: some TaskCollection {
        Tasks(dag: "feed") {
            // The first try finds nothing, and the second one what the first has kept for it.
            Task("fetch") { ti in
                let attempts = (try await ti.variable("feed_attempts", as: Int.self) ?? 0) + 1
                try await ti.setVariable("feed_attempts", "\(attempts)")
                guard try await ti.tryNumber > 1 else {
                    throw TaskEnd.retry("the feed is not there yet", after: .milliseconds(100))
                }
                return attempts
            }

            Task("publish") { ti in
                guard try await ti.param("publish", default: false) else {
                    throw TaskEnd.skip("the run's conf does not ask for it")
                }
                try await ti.addAssetEvent(AssetKey(name: "feed", uri: "file:///feed"), extra: ["rows": 3])
            }
        }
    }
}
