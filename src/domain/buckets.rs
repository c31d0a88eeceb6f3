//! Stretches of time that events are counted by, and where they begin in a time zone.
//!
//! Days, weeks (from Monday) and months begin at midnight there. Hours, minutes and seconds are counted from
//! midnight as well, by the clock on the wall: an hour that a change of the clock repeats is two of them, and
//! what is longer is longer or shorter on that day.

use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::timestamp::Timestamp;
use super::violation::Violation;

/// The most buckets of one count.
pub const MAX_BUCKETS: usize = 2_000;

/// The most units in one bucket.
const MAX_EVERY: i32 = 1_000;

/// The first day of all, and the first Monday after it.
const FIRST_DAY: Date = Date::constant(1970, 1, 1);
const DAYS_TO_MONDAY: i64 = 4;

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeInterval {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week, which begins on Monday.
    Week,
    /// A month.
    Month,
}

/// How time is divided into buckets.
#[derive(Debug, Clone)]
pub struct Ruler {
    zone: TimeZone,
    interval: TimeInterval,
    every: i64,
}

impl Ruler {
    /// Divides time into buckets of `every` so many units, as the clocks of a time zone show it.
    ///
    /// # Errors
    /// When there is no such zone, or a bucket has too many units.
    pub fn new(interval: TimeInterval, every: i32, zone: &str) -> Result<Self, Violation> {
        if !(1..=MAX_EVERY).contains(&every) {
            let message = format!("must be 1 to {MAX_EVERY}, is {every}");
            return Err(Violation::invalid(message).under("every"));
        }
        let zone = TimeZone::get(zone).map_err(|_| {
            let message = "must be a time zone of the IANA's database, as in Europe/Berlin";
            Violation::invalid(message).under("timeZone")
        })?;
        Ok(Self { zone, interval, every: every.into() })
    }

    /// Where the buckets begin that hold the time from one moment until another, both included.
    ///
    /// # Errors
    /// When they are too many.
    pub fn starts(&self, from: Timestamp, until: Timestamp) -> Result<Vec<Timestamp>, Violation> {
        let too_many = || {
            let message = format!(
                "would make more than {MAX_BUCKETS} buckets: take longer ones, or less time"
            );
            Violation::invalid(message).under("interval")
        };
        let mut starts = Vec::new();
        if from > until {
            return Ok(starts);
        }
        let (from, until) = (from.millis().div_euclid(1_000), until.millis().div_euclid(1_000));
        let mut next = Some(self.start(from).ok_or_else(too_many)?);
        while let Some(start) = next.filter(|start| *start <= until) {
            if starts.len() == MAX_BUCKETS {
                return Err(too_many());
            }
            starts.push(Timestamp::from_stored(start * 1_000));
            next = self.next(start);
        }
        Ok(starts)
    }

    /// Where the bucket begins that holds this second; `None` beyond all calendars.
    fn start(&self, at: i64) -> Option<i64> {
        match self.step() {
            Some(step) => self.clock_start(at, step),
            None => self.midnight(self.number(at)?),
        }
    }

    /// Where the bucket begins that follows the one that begins here.
    fn next(&self, start: i64) -> Option<i64> {
        let Some(step) = self.step() else {
            let mut number = self.number(start)?;
            // A zone that changes sides of the date line leaves a day out.
            loop {
                number += self.every;
                let next = self.midnight(number)?;
                if next > start {
                    return Some(next);
                }
            }
        };
        let mut at = start;
        loop {
            let offset = self.offset(at)?;
            let next = floor(at + offset, step) + step - offset;
            match self.changes_after(at) {
                Some(change) if change < next => at = change,
                _ => return Some(next),
            }
        }
    }

    /// The seconds of a bucket, where it is measured by the clock.
    const fn step(&self) -> Option<i64> {
        match self.interval {
            TimeInterval::Second => Some(self.every),
            TimeInterval::Minute => Some(60 * self.every),
            TimeInterval::Hour => Some(3_600 * self.every),
            TimeInterval::Day | TimeInterval::Week | TimeInterval::Month => None,
        }
    }

    /// Where the bucket of the clock begins that holds this second. Where the clock was changed since, it is
    /// looked for from before that on.
    fn clock_start(&self, at: i64, step: i64) -> Option<i64> {
        let offset = self.offset(at)?;
        let start = floor(at + offset, step) - offset;
        let Some(change) = self.changed_before(at + 1).filter(|change| start < *change) else {
            return Some(start);
        };
        let mut start = self.clock_start(change - 1, step)?;
        while let Some(next) = self.next(start).filter(|next| *next <= at) {
            start = next;
        }
        Some(start)
    }

    /// The number of the bucket of the calendar that holds this second, in units from the first day on.
    fn number(&self, at: i64) -> Option<i64> {
        let date = self.zone.to_datetime(instant(at)?).date();
        let days = date.duration_since(FIRST_DAY).as_secs().div_euclid(86_400);
        let number = match self.interval {
            TimeInterval::Month => i64::from(date.year()) * 12 + i64::from(date.month()) - 1,
            TimeInterval::Week => (days - DAYS_TO_MONDAY).div_euclid(7),
            _ => days,
        };
        Some(floor(number, self.every))
    }

    /// When the day begins on which the unit of this number does.
    fn midnight(&self, number: i64) -> Option<i64> {
        let date = match self.interval {
            TimeInterval::Month => {
                let year = i16::try_from(number.div_euclid(12)).ok()?;
                Date::new(year, i8::try_from(number.rem_euclid(12) + 1).ok()?, 1).ok()?
            }
            TimeInterval::Week => day(number * 7 + DAYS_TO_MONDAY)?,
            _ => day(number)?,
        };
        Some(self.zone.to_timestamp(date.at(0, 0, 0, 0)).ok()?.as_second())
    }

    /// How far the clocks are ahead of UTC at this second.
    fn offset(&self, at: i64) -> Option<i64> {
        Some(self.zone.to_offset(instant(at)?).seconds().into())
    }

    /// When the clocks are changed next.
    fn changes_after(&self, at: i64) -> Option<i64> {
        Some(self.zone.following(instant(at)?).next()?.timestamp().as_second())
    }

    /// When the clocks were changed last.
    fn changed_before(&self, at: i64) -> Option<i64> {
        Some(self.zone.preceding(instant(at)?).next()?.timestamp().as_second())
    }
}

fn instant(second: i64) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_second(second).ok()
}

fn day(number: i64) -> Option<Date> {
    FIRST_DAY.checked_add(SignedDuration::from_hours(number.checked_mul(24)?)).ok()
}

/// The multiple of `step` that lies here, or before.
const fn floor(number: i64, step: i64) -> i64 {
    number.div_euclid(step) * step
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    /// Where buckets begin, as their times in UTC.
    fn starts(interval: TimeInterval, every: i32, zone: &str, span: (&str, &str)) -> Vec<String> {
        let read = |text: &str| {
            let time: jiff::Timestamp = text.parse().expect("a time");
            Timestamp::from_stored(time.as_millisecond())
        };
        let ruler = Ruler::new(interval, every, zone).expect("a ruler");
        let starts = ruler.starts(read(span.0), read(span.1)).expect("some buckets");
        let text = |start: &Timestamp| {
            let text = start.to_rfc3339().expect("a time");
            text.trim_end_matches(":00.000Z").to_owned()
        };
        starts.iter().map(text).collect()
    }

    #[test]
    fn days_begin_at_midnight_in_the_zone() {
        // The clocks go forward on 29 March 2026.
        let days = ("2026-03-28T12:00:00Z", "2026-03-30T21:59:59Z");
        assert_eq!(
            starts(TimeInterval::Day, 1, "Europe/Berlin", days),
            ["2026-03-27T23:00", "2026-03-28T23:00", "2026-03-29T22:00"]
        );
        assert_eq!(starts(TimeInterval::Day, 1, "UTC", days).len(), 3);
        // There was no 30 December 2011 in Samoa.
        let days = ("2011-12-29T12:00:00Z", "2011-12-31T12:00:00Z");
        assert_eq!(
            starts(TimeInterval::Day, 1, "Pacific/Apia", days),
            ["2011-12-29T10:00", "2011-12-30T10:00", "2011-12-31T10:00"]
        );
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_their_first() {
        let span = ("2026-11-30T00:00:00Z", "2026-12-08T00:00:00Z");
        assert_eq!(
            starts(TimeInterval::Week, 1, "UTC", span),
            ["2026-11-30T00:00", "2026-12-07T00:00"]
        );
        assert_eq!(
            starts(TimeInterval::Month, 1, "America/New_York", span),
            ["2026-11-01T04:00", "2026-12-01T05:00"]
        );
        assert_eq!(starts(TimeInterval::Month, 3, "UTC", span), ["2026-10-01T00:00"]);
        assert_eq!(starts(TimeInterval::Month, 12, "UTC", span), ["2026-01-01T00:00"]);
        let early = ("1969-12-31T00:00:00Z", "1970-01-05T00:00:00Z");
        assert_eq!(
            starts(TimeInterval::Week, 1, "UTC", early),
            ["1969-12-29T00:00", "1970-01-05T00:00"]
        );
    }

    #[test]
    fn hours_follow_the_clock_on_the_wall() {
        // From three back to two, on 25 October 2026.
        let night = ("2026-10-24T23:10:00Z", "2026-10-25T02:10:00Z");
        assert_eq!(
            starts(TimeInterval::Hour, 1, "Europe/Berlin", night),
            ["2026-10-24T23:00", "2026-10-25T00:00", "2026-10-25T01:00", "2026-10-25T02:00"]
        );
        let day = ("2026-10-25T01:30:00Z", "2026-10-25T11:30:00Z");
        assert_eq!(
            starts(TimeInterval::Hour, 6, "Europe/Berlin", day),
            ["2026-10-24T22:00", "2026-10-25T05:00", "2026-10-25T11:00"]
        );
        let half = ("2026-01-01T00:10:00Z", "2026-01-01T01:10:00Z");
        assert_eq!(
            starts(TimeInterval::Hour, 1, "Asia/Kolkata", half),
            ["2025-12-31T23:30", "2026-01-01T00:30"]
        );
        assert_eq!(
            starts(TimeInterval::Minute, 15, "UTC", half),
            [
                "2026-01-01T00:00",
                "2026-01-01T00:15",
                "2026-01-01T00:30",
                "2026-01-01T00:45",
                "2026-01-01T01:00"
            ]
        );
    }

    #[test]
    fn buckets_are_in_order_and_hold_all_of_the_time_in_every_zone() {
        let units = [
            (TimeInterval::Hour, 1),
            (TimeInterval::Hour, 5),
            (TimeInterval::Hour, 100),
            (TimeInterval::Minute, 45),
            (TimeInterval::Day, 1),
            (TimeInterval::Week, 2),
        ];
        for zone in
            ["Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca", "Pacific/Apia"]
        {
            for (interval, every) in units {
                let ruler = Ruler::new(interval, every, zone).expect("a ruler");
                for month in 0..300 {
                    let from = Timestamp::from_stored(700_000_000_000 + month * 731 * HOUR);
                    let until = Timestamp::from_stored(from.millis() + 40 * HOUR);
                    let starts = ruler.starts(from, until).expect("some buckets");
                    assert!(starts.is_sorted_by(|one, next| one < next), "{zone} {interval:?}");
                    assert!(starts[0] <= from, "{zone} {interval:?} {from:?}");
                    assert!(
                        starts.get(1).is_none_or(|next| *next > from),
                        "{zone} {interval:?} {from:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn too_many_buckets_are_refused() {
        let ruler = Ruler::new(TimeInterval::Second, 1, "UTC").expect("a ruler");
        let until = |seconds: i64| Timestamp::from_stored(seconds * 1_000 - 1);
        let zero = Timestamp::from_stored(0);
        assert_eq!(ruler.starts(zero, until(2_000)).expect("enough").len(), 2_000);
        for far in [until(2_001), Timestamp::MAX, Timestamp::from_stored(i64::MAX)] {
            ruler.starts(zero, far).expect_err("too many");
        }
        ruler.starts(Timestamp::from_stored(i64::MIN), zero).expect_err("too many");
        let months = Ruler::new(TimeInterval::Month, 1_000, "UTC").expect("a ruler");
        assert!(months.starts(Timestamp::MIN, Timestamp::MAX).expect("some").len() > 100);
        for (every, zone) in [(0, "UTC"), (1_001, "UTC"), (1, "Mars/Olympus"), (1, "")] {
            Ruler::new(TimeInterval::Day, every, zone).expect_err("a refusal");
        }
    }
}
