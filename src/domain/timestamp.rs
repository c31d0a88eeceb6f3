//! Points in time, as JavaScript's `Date` counts them.

use std::time::Duration;

use serde_json::Number;
use time::{OffsetDateTime, UtcOffset};

use super::violation::Violation;

/// Milliseconds since the Unix epoch, UTC, within the range of an ECMAScript time value
/// (ECMA-262, "Time Values and Time Range": 100,000,000 days either side of the epoch).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The largest distance from the epoch, in milliseconds.
    pub const MAX_MILLIS: i64 = 8_640_000_000_000_000;

    /// The point `millis` milliseconds after the epoch.
    ///
    /// # Errors
    /// When it is out of range.
    pub fn from_millis(millis: i64) -> Result<Self, Violation> {
        if millis.unsigned_abs() > Self::MAX_MILLIS.unsigned_abs() {
            return Err(out_of_range());
        }
        Ok(Self(millis))
    }

    /// A stored point: the database holds only what passed [`Timestamp::from_millis`], and
    /// adopted rows that lie beyond it are still shown.
    pub const fn from_stored(millis: i64) -> Self {
        Self(millis)
    }

    /// Reads a JSON number.
    ///
    /// # Errors
    /// When it is fractional or out of range.
    pub fn from_number(number: &Number) -> Result<Self, Violation> {
        if let Some(millis) = number.as_i64() {
            return Self::from_millis(millis);
        }
        let float = number.as_f64().unwrap_or(f64::INFINITY);
        // Exact: the bound lies within the integers that an f64 holds.
        #[expect(clippy::cast_precision_loss, reason = "8.64e15 is below 2^53")]
        let bound = Self::MAX_MILLIS as f64;
        if float.abs() > bound {
            return Err(out_of_range());
        }
        if float.fract() != 0.0 {
            return Err(Violation::invalid("must be whole milliseconds, without a fraction"));
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole and within the bound")]
        let millis = float as i64;
        Self::from_millis(millis)
    }

    /// Reads decimal digits with an optional minus sign.
    ///
    /// # Errors
    /// When it is anything else, or out of range.
    pub fn from_digits(text: &str) -> Result<Self, Violation> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Violation::invalid("must be milliseconds since the epoch, in digits"));
        }
        Self::from_millis(text.parse().map_err(|_| out_of_range())?)
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// How long after an earlier moment this is; nothing when it is not later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The moment that is so much earlier; the first one where there is none.
    #[must_use]
    pub fn before(self, time: Duration) -> Self {
        let millis = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_sub(millis).max(-Self::MAX_MILLIS))
    }

    /// RFC 3339 in UTC with milliseconds, as in `2026-11-23T14:42:33.120Z`. Years that RFC 3339
    /// can't say have a sign and six digits, as in ECMA-262's date time strings.
    pub fn to_rfc3339(self) -> String {
        let nanos = i128::from(self.0) * 1_000_000;
        let Ok(moment) = OffsetDateTime::from_unix_timestamp_nanos(nanos) else {
            return format!("{}ms", self.0);
        };
        let moment = moment.to_offset(UtcOffset::UTC);
        let year = match moment.year() {
            year @ 0..=9999 => format!("{year:04}"),
            year => format!("{year:+07}"),
        };
        let (hour, minute, second, milli) = moment.to_hms_milli();
        let (month, day) = (u8::from(moment.month()), moment.day());
        format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    }
}

fn out_of_range() -> Violation {
    Violation::invalid(format!(
        "must lie within ±{} milliseconds of the epoch",
        Timestamp::MAX_MILLIS
    ))
}
