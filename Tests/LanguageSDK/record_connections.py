"""Records how Airflow reads connections out of the environment.

python record_connections.py > connections.json

The Python has a whole Airflow or its Task SDK. Each line of the result is a text and the fields that it gives; null
where it is an error.
"""

from __future__ import annotations

import json

from airflow.sdk.definitions.connection import Connection

TEXTS = [
    "postgres://user:pass@host:5432/db?sslmode=require&a=1",
    "postgresql://host",
    "Postgres://HOST/Db",
    "google-cloud-platform://",
    "google_cloud_platform://host",
    "http://https://host:8080/path",
    "http://https%3A%2F%2Fhost%2Fpath",
    "http://https://user:pass@host:8080/path",
    "http://user:p@https://host",
    "mysql://u%40x:p%2F%3A@h:1/s%20s?x=a+b&y=%26",
    "mysql://u@h",
    "mysql://:p@h",
    "mysql://u:@h",
    "mysql://@h",
    "aws://?region_name=eu&aws_access_key_id=",
    "aws://?__extra__=%7B%22a%22%3A+1%7D",
    "aws:///?a=1&a=2&b",
    "aws://?&&",
    "fs:///tmp/x",
    "fs://%2Fvar%2Frun%2FX.sock",
    "redis://h:6379/0#fragment",
    "ssh://[::1]:22/x",
    "ssh://[::1]",
    "ssh://h:99999",
    "ssh://h:x",
    "ssh://h:",
    "a://b://c://d",
    "nothing",
    "//host/s",
    "x+y.z-1://h",
    "1x://h",
    "a://h/s/t?q",
    "a://%zz%4",
    "a://u:p:q@h",
    "a://u@v@h",
    "a://h?e=%E4%B8%AD",
    "a://\u00dcber/\u00fc",
    "{}",
    '{"conn_type": "postgresql", "host": "h", "port": 5}',
    '{"conn_type": "a-b", "port": "5", "extra": {"a": [1, null]}}',
    '{"conn_type": "a", "extra": "{\\"a\\": 1}", "login": "l", "password": "p", "schema": "s", "description": "d"}',
    '{"conn_type": "a", "port": 0}',
    '{"conn_type": "a", "port": ""}',
    '{"conn_type": "a", "port": "x"}',
    '{"conn_type": "a", "port": null, "extra": null, "host": null}',
    '{"conn_type": "a", "extra": {}}',
    '{"conn_type": "a", "extra": ""}',
    '{"conn_type": "a", "unknown": 1}',
    '{"conn_type": "a"',
]
FIELDS = ("conn_type", "host", "schema", "login", "password", "port", "extra", "description")


def fields(text: str) -> dict[str, object] | None:
    try:
        if text.startswith("{"):
            connection = Connection.from_json(text, conn_id="c")
        else:
            connection = Connection.from_uri(text, conn_id="c")
        return {field: getattr(connection, field) for field in FIELDS}
    except Exception:
        return None


for text in TEXTS:
    print(json.dumps([text, fields(text)]))
