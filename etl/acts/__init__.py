"""Acts: what a person does to the data folder. Each happens whole or not at all."""
