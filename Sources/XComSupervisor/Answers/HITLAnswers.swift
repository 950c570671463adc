private let noHITL = "decisions by a person (human in the loop) need a whole Airflow with its API server"

extension CreateHITLDetailPayload {
    public func answer(by supervisor: Supervisor) throws -> Reply {
        throw SupervisorError.unanswered(Self.type, noHITL)
    }
}

extension UpdateHITLDetail {
    public func answer(by supervisor: Supervisor) throws -> Reply {
        throw SupervisorError.unanswered(Self.type, noHITL)
    }
}

extension GetHITLDetailResponse {
    public func answer(by supervisor: Supervisor) throws -> Reply {
        throw SupervisorError.unanswered(Self.type, noHITL)
    }
}
