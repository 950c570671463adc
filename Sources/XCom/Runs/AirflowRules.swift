/// The version of Airflow whose rules a run follows: what its pulls give, and how its values are stored.
public enum AirflowRules: String, Hashable, Sendable, CaseIterable {
    case airflow2 = "2"
    case airflow3 = "3"
}
