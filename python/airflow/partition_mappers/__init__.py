"""`airflow.partition_mappers`: which partitions of a DAG the partitions of its assets belong to."""
