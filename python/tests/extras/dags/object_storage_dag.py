import gzip
import json
from datetime import timedelta

from airflow.sdk import ObjectStoragePath, dag, task
from airflow.sdk.execution_time.xcom import XCom


@dag(schedule=None, params={"root": ""})
def object_storage():
    @task
    def small():
        return "x" * 47  # 49 bytes of JSON

    @task
    def large():
        return {"rows": list(range(40)), "pair": (1, 2)}

    @task(retries=1, retry_delay=timedelta(0))
    def retried(ti=None):
        ti.xcom_push("big", "b" * 100 * ti.try_number)
        if ti.try_number == 1:
            raise ValueError("the first try fails")

    @task
    def mapped(number):
        return str(number) * 60

    @task
    def read(small_value, large_value, mapped_values, ti=None):
        at = {"key": "return_value", "dag_id": ti.dag_id, "run_id": ti.run_id}
        stored = XCom._get_xcom_db_ref(task_id="large", **at).value
        assert small_value == "x" * 47
        assert large_value["rows"][-1] == 39
        assert [value[0] for value in mapped_values] == ["1", "2"]
        data = XCom._get_full_path(stored).read_bytes()
        data = gzip.decompress(data) if stored.endswith(".gz") else data
        return [type(large_value["pair"]).__name__, len(json.loads(data)["rows"])]

    @task
    def by_hand(root):
        base = ObjectStoragePath(root)
        folder = base / "by hand"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "one.txt").write_text("one")
        (folder / "two.bin").write_bytes(b"\x00\x02")
        (folder / "one.txt").copy(folder / "three.txt")
        return {
            "names": sorted(path.name for path in folder.iterdir()),
            "text": (folder / "three.txt").read_text(),
            "size": (folder / "two.bin").stat().st_size,
            "pushed": folder / "one.txt",
        }

    @task
    def open_pushed(results):
        with results["pushed"].open() as file:
            return [type(results["pushed"]).__name__, str(results["pushed"]), file.read()]

    read(small(), large(), mapped.expand(number=[1, 2])) >> retried()
    open_pushed(by_hand("{{ params.root }}"))


object_storage()
