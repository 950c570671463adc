import XComTasks

@main struct Regions: TaskBundle {
    var tasks: some TaskCollection {
        Tasks(dag: "regions") {
            // What `score` is mapped over: a list tells its length by itself.
            Task("list_regions") { _ in ["north", "east", "south"] }

            // One instance for each region.
            Task("score") { ti in
                let regions = try await ti.xcomPull([String].self, from: "list_regions") ?? []
                guard let index = ti.mapIndex, regions.indices.contains(index) else {
                    throw TaskEnd.fail("this task is to be mapped over list_regions")
                }
                return regions[index].utf8.count * 10
            }

            // All of their scores, fetched page by page.
            Task("total", isDagResult: true) { ti in
                let scores = ti.xcomSequence(Int.self, from: "score")
                var total = 0
                for try await score in scores { total += score ?? 0 }
                let count = try await scores.count
                ti.logger.info("added scores", metadata: ["scores": "\(count)"])
                return total
            }
        }
    }
}
