//! Points in time, as JavaScript's `Date` counts them.

use std::time::Duration;

use serde_json::Number;
use time::{OffsetDateTime, UtcOffset};

use super::violation::Violation;

/// Milliseconds since the Unix epoch, UTC, as far as RFC 3339 can write them. Imported events may lie
/// beyond.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first millisecond of the year 0.
    pub const MIN: Self = Self(-62_167_219_200_000);

    /// The last millisecond of the year 9999.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// The point `millis` milliseconds after the epoch.
    ///
    /// # Errors
    /// When it is out of range.
    pub fn from_millis(millis: i64) -> Result<Self, Violation> {
        let timestamp = Self(millis);
        if timestamp.is_in_range() { Ok(timestamp) } else { Err(out_of_range()) }
    }

    fn is_in_range(self) -> bool {
        (Self::MIN..=Self::MAX).contains(&self)
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
        if float.fract() != 0.0 {
            return Err(Violation::invalid("must be whole milliseconds, without a fraction"));
        }
        #[expect(clippy::cast_possible_truncation, reason = "saturates, beyond what is in range")]
        let millis = float as i64;
        Self::from_millis(millis)
    }

    /// Whether text is decimal digits with an optional minus sign.
    pub fn is_digits(text: &str) -> bool {
        let digits = text.strip_prefix('-').unwrap_or(text);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Reads decimal digits with an optional minus sign.
    ///
    /// # Errors
    /// When it is anything else, or out of range.
    pub fn from_digits(text: &str) -> Result<Self, Violation> {
        if !Self::is_digits(text) {
            return Err(Violation::invalid("must be milliseconds since the epoch, in digits"));
        }
        Self::from_millis(text.parse().map_err(|_| out_of_range())?)
    }

    /// Reads RFC 3339, in any offset.
    ///
    /// # Errors
    /// When it is anything else, or out of range.
    pub fn from_rfc3339(text: &str) -> Result<Self, Violation> {
        let moment = text.parse::<jiff::Timestamp>().map_err(|_| {
            Violation::invalid("must be a time with its offset, as in 2026-11-30T08:00:00Z")
        })?;
        Self::from_millis(moment.as_millisecond())
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
        Self(self.0.saturating_sub(millis)).max(Self::MIN)
    }

    /// RFC 3339 in UTC with milliseconds, as in `2026-11-23T14:42:33.120Z`. `None` for what it can't
    /// write: years before 0 and after 9999.
    pub fn to_rfc3339(self) -> Option<String> {
        let nanos = i128::from(self.0) * 1_000_000;
        let moment = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok();
        let moment = moment.filter(|_| self.is_in_range())?.to_offset(UtcOffset::UTC);
        let (hour, minute, second, milli) = moment.to_hms_milli();
        let (year, month, day) = (moment.year(), u8::from(moment.month()), moment.day());
        Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z"))
    }
}

fn out_of_range() -> Violation {
    Violation::invalid(
        "must lie within the years 0 to 9999, in milliseconds: this looks like microseconds",
    )
}
