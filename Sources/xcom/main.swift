print("xcom")
