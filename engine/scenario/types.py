"""Words, numbers and times of the scenario format, and the two kinds of model that everything is made of."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

IN_NO_CALENDAR = "in_no_calendar"
"""The kind of mistake of a time or date that is written well and does not exist."""
YEARS = range(1000, 9000)


def exists(text: str) -> bool:
    """Whether `text`, written as a LocalTime or a Date, is in the calendar of the years 1000-8999."""
    try:
        return datetime.fromisoformat(text).year in YEARS
    except ValueError:
        return False


def _in_calendar(text: str) -> str:
    if not exists(text):
        raise PydanticCustomError(IN_NO_CALENDAR, "in no calendar")
    return text


def minute_of(text: object, *, last: bool) -> str | None:
    """A local time as it is; a day as its first or `last` minute; None for what is neither, or in no calendar."""
    if not isinstance(text, str) or not exists(text) or not re.fullmatch(MINUTE_OR_DAY, text):
        return None
    return text if "T" in text else f"{text}T{'23:59' if last else '00:00'}"


def _first_minute(text: str) -> str:
    return minute_of(text, last=False) or text


def _last_minute(text: str) -> str:
    return minute_of(text, last=True) or text


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.\-]{0,63}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Line = Annotated[str, StringConstraints(max_length=200)]
"""A name that may be missing."""
Text = Annotated[str, StringConstraints(max_length=10_000)]
LocalTime = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$"), AfterValidator(_in_calendar)
]
"""A minute in the scenario's one time zone, as 1990-05-01T06:30."""
MINUTE_OR_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?$"
FromTime = Annotated[str, StringConstraints(pattern=MINUTE_OR_DAY), AfterValidator(_in_calendar), AfterValidator(_first_minute)]
"""A local time, or a day, which begins at midnight: what the record of a war gives."""
ToTime = Annotated[str, StringConstraints(pattern=MINUTE_OR_DAY), AfterValidator(_in_calendar), AfterValidator(_last_minute)]
"""A local time, or a day to its last minute."""
Date = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_in_calendar)]
"""A day, as 1990-05-01."""
Grade = Literal["A", "B", "C"]
Fraction = Annotated[float, Field(ge=0, le=1)]
NonNegative = Annotated[float, Field(ge=0, le=1e9)]
Positive = Annotated[float, Field(gt=0, le=1e9)]
WayKm = Annotated[float, Field(gt=0, le=50_000)]
"""Of a road or railway: no way between two places is longer than the earth is round."""
EARLIEST_DAY, LATEST_DAY = -3650, 3650
Day = Annotated[float, Field(ge=EARLIEST_DAY, le=LATEST_DAY)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]


class Model(BaseModel):
    """A frozen part of a scenario; unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    """The validators of parts are built with that of the whole, not each for itself: half of the time that the import took."""


class Sourced(Model):
    """A part that may name its source and how far it can be trusted."""

    source: Text = ""
    grade: Grade = "C"
    note: Text = ""
