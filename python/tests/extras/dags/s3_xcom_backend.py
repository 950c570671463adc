"""The XCom backend of many a tutorial: values go to S3, and their URI is the XCom."""

import json
import os
import uuid
from typing import Any

from airflow.models.xcom import BaseXCom
from airflow.providers.amazon.aws.hooks.s3 import S3Hook


class S3XComBackend(BaseXCom):
    PREFIX = "xcom_s3://"
    BUCKET_NAME = os.environ.get("S3_XCOM_BUCKET_NAME", "xcoms")

    @staticmethod
    def serialize_value(
        value: Any,
        key: str | None = None,
        task_id: str | None = None,
        dag_id: str | None = None,
        run_id: str | None = None,
        map_index: int | None = None,
        **kwargs: Any,
    ) -> Any:
        hook = S3Hook(aws_conn_id="aws_default")
        filename = f"data_{uuid.uuid4()}.json"
        s3_key = f"{dag_id}/{run_id}/{task_id}/{filename}"
        hook.load_string(
            string_data=json.dumps(value),
            key=s3_key,
            bucket_name=S3XComBackend.BUCKET_NAME,
            replace=True,
        )
        return BaseXCom.serialize_value(S3XComBackend.PREFIX + s3_key)

    @staticmethod
    def deserialize_value(result: Any) -> Any:
        reference = BaseXCom.deserialize_value(result)
        hook = S3Hook(aws_conn_id="aws_default")
        text = hook.read_key(key=reference.replace(S3XComBackend.PREFIX, ""), bucket_name=S3XComBackend.BUCKET_NAME)
        return json.loads(text)

    @staticmethod
    def purge(xcom: Any, *args: Any) -> None:
        key = xcom.value.replace(S3XComBackend.PREFIX, "")
        S3Hook(aws_conn_id="aws_default").delete_objects(bucket=S3XComBackend.BUCKET_NAME, keys=[key])
