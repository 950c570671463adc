"""On files that run in Airflow 3.2.1 there is no finding but what is really in them."""

from __future__ import annotations

from pathlib import Path

import pytest

import airflow.providers.standard
from xcom_doctor.examine import examine

ROOT = Path(__file__).parents[3]
CONFORMANCE = ROOT / "Tests" / "Conformance" / "dags"
EXAMPLES = {
    "standard": Path(airflow.providers.standard.__path__[0]) / "example_dags",
    "core": ROOT / ".cache" / "apache-airflow-core==3.2.1" / "airflow" / "example_dags",
    "own": ROOT / "python" / "examples",
}
# Each was compared with the file and its golden: they make the mistake on purpose, or hold what differs.
EXPECTED = [
    line for line in (Path(__file__).parent / "expected" / "conformance.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]  # fmt: skip


def found(folder: Path) -> list[str]:
    """Findings as `FILE:LINE CODE`, but for imports that only warn: `test_tables` has those."""
    return [
        f"{Path(finding.path).relative_to(folder)}:{finding.line} {finding.code}"
        for finding in examine([str(folder)], jobs=1).findings
        if finding.code != "XD201"
    ]


def test_the_conformance_cases():
    assert found(CONFORMANCE) == EXPECTED


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("standard", ["example_hitl_operator.py:75 XD408"]),
        (
            "core",
            [
                # A parameter that Airflow 2 fills.
                "example_passing_params_via_test_command.py:33 XD301",
                # Without a schedule.
                "example_simplest_dag.py:25 XD408",
                "standard/example_hitl_operator.py:75 XD408",
            ],
        ),
        # Joins branches with a list of them, of which one is skipped.
        ("own", ["branch.py:46 XD402"]),
    ],
)
def test_example_dags(name, expected):
    folder = EXAMPLES[name]
    if not folder.exists():
        pytest.skip("`Tests/Conformance --examples` fetches them")
    assert found(folder) == expected
