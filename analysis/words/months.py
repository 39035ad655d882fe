"""Months, quarters and financial years as they are counted: every sum with them is worked out here.

A month is its first day; receipts, file names and settings write it YYYY-MM (`month_name`, `month_of`).
"""

import calendar
from datetime import date, timedelta

MONTHS_A_YEAR = 12
MONTHS_A_QUARTER = 3
QUARTERS_A_YEAR = 4
FIRST_MONTH_OF_FINANCIAL_YEAR = 4  # April: the UK's financial year, 2024/25 = April 2024 to March 2025


def month_number(day: date) -> int:
    """Months since the year 0, so that months can be counted from one another."""
    return day.year * MONTHS_A_YEAR + day.month - 1


def shifted(day: date, months: int) -> date:
    """The first day of the month that lies so many months after that of a day; before it where negative."""
    year, month = divmod(month_number(day) + months, MONTHS_A_YEAR)
    return date(year, month + 1, 1)


def months_between(start: date, end: date) -> int:
    """How many months a period has, both ends included; none or fewer where it ends before it starts."""
    return month_number(end) - month_number(start) + 1


def months_apart(one: date, other: date) -> int:
    """How many months lie from one to the other, whichever is earlier: 0 for the same, 1 for neighbours."""
    return abs(month_number(one) - month_number(other))


def every_month(first: date, last: date) -> list[date]:
    """First days of the months from that of `first` to that of `last`, both included."""
    return [shifted(first, step) for step in range(months_between(first, last))]


def month_end(month: date) -> date:
    """The last day of a month."""
    return date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])


def year_before(day: date) -> date:
    """The same day a year before; the last day of February stands for the 29th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def end_year_before(last: date) -> date:
    """The last day of the same period a year before; the end of February stays its end, of any other day the same day."""
    following = last + timedelta(days=1)
    return year_before(following) - timedelta(days=1) if following.day == 1 else year_before(last)


def quarter_of(day: date) -> date:
    """The first day of the calendar quarter that a day lies in: those of the financial year too."""
    return shifted(day, -((day.month - 1) % MONTHS_A_QUARTER))


def quarter_end(day: date) -> date:
    """The last day of the calendar quarter that a day lies in."""
    return month_end(shifted(quarter_of(day), MONTHS_A_QUARTER - 1))


def financial_year_of(day: date) -> date:
    """The first day of the financial year that a day lies in."""
    return date(day.year - (day.month < FIRST_MONTH_OF_FINANCIAL_YEAR), FIRST_MONTH_OF_FINANCIAL_YEAR, 1)


def financial_year_name(day: date) -> str:
    """2024/25: the financial year that a day lies in."""
    begin = financial_year_of(day).year
    return f"{begin}/{(begin + 1) % 100:02d}"


def month_name(month: date) -> str:
    """2025-09."""
    return f"{month:%Y-%m}"


def number_of(name: str) -> int:
    """`month_number` of a month written YYYY-MM, of any year that a file may name: 0000 too, which no date can hold."""
    return int(name[:4]) * MONTHS_A_YEAR + int(name[5:7]) - 1


def month_of(name: str) -> date:
    """The first day of a month written YYYY-MM, whatever follows."""
    return date(int(name[:4]), int(name[5:7]), 1)


def names_between(first: str, last: str) -> list[str]:
    """Every month from the first to the last, both included, all written YYYY-MM."""
    return [month_name(month) for month in every_month(month_of(first), month_of(last))]
