//! Rules for text that both databases can store.

use super::violation::Violation;

/// The longest event name and source, in bytes of UTF-8.
pub const MAX_NAME_BYTES: usize = 256;

/// Refuses text with U+0000, which PostgreSQL can't store.
///
/// # Errors
/// Names the character.
pub fn storable(text: &str) -> Result<(), Violation> {
    if text.contains('\0') {
        return Err(Violation::invalid("must not contain U+0000"));
    }
    Ok(())
}

/// Text of 1 to [`MAX_NAME_BYTES`] bytes without U+0000: an event's name, or its source.
///
/// # Errors
/// Says which bound it breaks.
pub fn name(text: String) -> Result<String, Violation> {
    if text.is_empty() {
        return Err(Violation::invalid("must not be empty"));
    }
    if text.len() > MAX_NAME_BYTES {
        let length = text.len();
        return Err(Violation::invalid(format!(
            "must have at most {MAX_NAME_BYTES} bytes, has {length}"
        )));
    }
    storable(&text)?;
    Ok(text)
}
