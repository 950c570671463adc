"""`airflow.utils.log.timezone_aware`: the formatter that logging configurations name."""

from __future__ import annotations

import logging


class TimezoneAware(logging.Formatter):
    """Writes times in ISO 8601, with the offset of the time zone."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03d"
    default_tz_format = "%z"

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """When the record was made, in the local time zone."""
        from airflow.sdk._shared.timezones.timezone import from_timestamp

        moment = from_timestamp(record.created, tz="local")
        text = moment.strftime(datefmt or self.default_time_format)
        if self.default_msec_format:
            text = self.default_msec_format % (text, record.msecs)
        return text + moment.strftime(self.default_tz_format) if self.default_tz_format else text
