"""Charts, a module for each kind: Plotly figures as plain dictionaries, from zero, labelled directly, gaps and breaks shown."""
