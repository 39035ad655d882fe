"""Methods: series, charts, comparisons, rates and forecasts. They know no crime and no project."""
