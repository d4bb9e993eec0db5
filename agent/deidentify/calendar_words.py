"""Months, weekdays, days of the month in words and holidays, as notes write them."""

from __future__ import annotations

FULL = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
NUMBER = {name.lower(): n for n, name in enumerate(FULL, start=1)}
NUMBER |= {name[:3].lower(): n for n, name in enumerate(FULL, start=1)} | {"sept": 9}
MONTH = rf"(?:{'|'.join(FULL)}|Sept|{'|'.join(name[:3] for name in FULL)})"
WEEKDAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\b)"
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TO_NINTH = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
ORDINAL = (
    rf"(?:{_TO_NINTH}|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth"
    rf"|eighteenth|nineteenth|twentieth|twenty[- ](?:{_TO_NINTH})|thirtieth|thirty[- ]first)"
)
HOLIDAY = (
    r"(?:Christmas(?: (?:Eve|Day))?|Thanksgiving(?: Day)?|Easter(?: Sunday)?"
    r"|New Year['’]?s(?: (?:Eve|Day))?"
    r"|Halloween|Labor Day|Memorial Day|Independence Day|Fourth of July|4th of July"
    r"|Veterans['’]? Day"
    r"|Valentine['’]?s Day|Mother['’]s Day|Father['’]s Day|Presidents['’]? Day|Columbus Day|MLK Day"
    r"|St\.? Patrick['’]s Day|Boxing Day|Juneteenth|Groundhog Day|Good Friday|Hanukkah|Yom Kippur"
    r"|Rosh Hashanah|Passover|Diwali|Cinco de Mayo)"
)
