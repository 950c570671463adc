internal import CPython
internal import CPythonShims
internal import XComSupervisor

extension Python {
    /// Raises `AirflowRuntimeError`, as the SDK does where an answer is an error; `RuntimeError` where there is no SDK.
    func raise(_ error: SupervisorError) -> Raised {
        do throws(Raised) {
            let reply = try bytes(error.json)
            let json = try Decoder.loads(reply.borrowed, self)
            guard let detail = PyDict_GetItemString(json.pointer, "error"), let comms = sdkMessages() else {
                return raise(xcom_exc_runtime_error(), error.description)
            }
            let model = try attribute("ErrorResponse", of: comms.borrowed)
            let validate = try attribute("model_validate", of: model.borrowed)
            let response = try Owned(checking: xcom_call1(validate.pointer, detail))
            let exceptions = try module("airflow.sdk.exceptions")
            let type = try attribute("AirflowRuntimeError", of: exceptions.borrowed)
            PyErr_SetObject(type.pointer, response.pointer)
            return Raised()
        } catch {
            return error
        }
    }

    private func sdkMessages() -> Owned? {
        do throws(Raised) {
            return try module("airflow.sdk.execution_time.comms")
        } catch {
            PyErr_Clear()
            return nil
        }
    }
}
