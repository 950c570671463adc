internal import XComSupervisor

extension Python {
    /// Raises `AirflowRuntimeError`, as the SDK does where an answer is an error; `RuntimeError` where there is no SDK.
    func raise(_ error: SupervisorError) -> Raised {
        do throws(Raised) {
            let reply = try bytes(error.json)
            let json = try Decoder.loads(reply.borrowed, self)
            let name = try string("error")
            guard let detail = PyDict(json.borrowed)?[name.borrowed], let comms = sdkMessages() else {
                return raise(.runtimeError, error.description)
            }
            let model = try attribute("ErrorResponse", of: comms.borrowed)
            let validate = try attribute("model_validate", of: model.borrowed)
            let response = try call(validate.borrowed, detail)
            let type = try function("AirflowRuntimeError", in: "airflow.sdk.exceptions")
            return raise(type.borrowed, response.borrowed)
        } catch {
            return error
        }
    }

    private func sdkMessages() -> Owned? {
        do throws(Raised) {
            return try module("airflow.sdk.execution_time.comms")
        } catch {
            clearError()
            return nil
        }
    }
}
