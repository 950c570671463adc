"""What a file makes: its DAGs, their tasks and who waits for whom, as far as the source says it for certain."""
