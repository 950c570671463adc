public import ArgumentParser
public import XCom
public import XComRunner

extension DagRunState: ExpressibleByArgument {}

extension Isolation: ExpressibleByArgument {}

extension Backfill.ReprocessBehavior: ExpressibleByArgument {}

extension ConnectionsForm: ExpressibleByArgument {}

extension ConnectionSpelling: ExpressibleByArgument {}
