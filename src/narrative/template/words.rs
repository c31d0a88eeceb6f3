//! Words of ours: times, lengths of time, and counts. English, UTC, and the same on every machine.

use std::time::Duration;

use crate::domain::timestamp::Timestamp;

/// A moment in UTC to the minute: its day and its time. What RFC 3339 can't write is told in milliseconds.
pub(super) fn day_and_time(moment: Timestamp) -> (String, String) {
    match moment.to_rfc3339() {
        Some(text) => (text[..10].to_owned(), text[11..16].to_owned()),
        None => (String::new(), format!("{} ms since 1970", moment.millis())),
    }
}

/// A moment in UTC to the minute, with its day unless that is known.
pub(super) fn moment(moment: Timestamp, known: Option<Timestamp>) -> String {
    let (day, time) = day_and_time(moment);
    let is_known = known.is_some_and(|known| day_and_time(known).0 == day);
    if is_known || day.is_empty() { time } else { format!("{day} {time}") }
}

/// From one moment to another, in UTC.
pub(super) fn span(first: Timestamp, last: Timestamp) -> String {
    let (from, to) = (moment(first, None), moment(last, Some(first)));
    if day_and_time(first) == day_and_time(last) {
        format!("{from} UTC")
    } else {
        format!("{from} to {to} UTC")
    }
}

/// A length of time in its two largest units that are there.
pub(super) fn length(time: Duration) -> String {
    let seconds = time.as_secs();
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let mut left = seconds;
    let counted = units.map(|(size, unit)| {
        let count = left / size;
        left %= size;
        (count, unit)
    });
    let first = counted.iter().position(|(count, _)| *count > 0);
    let Some(first) = first else { return "less than a second".to_owned() };
    let largest = counted[first..].iter().take(2).filter(|(count, _)| *count > 0);
    let largest: Vec<String> = largest
        .map(|(count, unit)| counted_as(usize::try_from(*count).unwrap_or(usize::MAX), unit))
        .collect();
    largest.join(" ")
}

/// A count with what is counted: "1 event", "3 events".
pub(super) fn counted_as(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// Items in a row: "1, 2 and 3".
pub(super) fn in_a_row(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{in_a_row, length, span};
    use crate::domain::timestamp::Timestamp;

    #[test]
    fn lengths_have_two_units_at_most() {
        for (seconds, text) in [
            (0, "less than a second"),
            (1, "1 second"),
            (240, "4 minutes"),
            (4_800, "1 hour 20 minutes"),
            (86_400, "1 day"),
            (86_401, "1 day"),
            (180_000, "2 days 2 hours"),
        ] {
            assert_eq!(length(Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn days_are_told_once() {
        let at = |millis| Timestamp::from_stored(millis);
        assert_eq!(span(at(0), at(0)), "1970-01-01 00:00 UTC");
        assert_eq!(span(at(0), at(90_000)), "1970-01-01 00:00 to 00:01 UTC");
        assert_eq!(span(at(0), at(86_400_000)), "1970-01-01 00:00 to 1970-01-02 00:00 UTC");
        assert_eq!(span(at(i64::MIN), at(i64::MIN)), format!("{} ms since 1970 UTC", i64::MIN));
    }

    #[test]
    fn rows_end_with_a_word() {
        let items = ["1", "2", "3"].map(str::to_owned);
        assert_eq!(in_a_row(&items), "1, 2 and 3");
        assert_eq!(in_a_row(&items[..1]), "1");
    }
}
