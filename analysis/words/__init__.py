"""Words: dates, numbers, periods and lists as British readers write them."""
