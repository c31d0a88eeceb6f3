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

/// Text that people read in one line, and tell from others: one of its characters is seen, and none
/// breaks the line, controls a terminal, or changes the direction of what stands beside it.
///
/// # Errors
/// Names the rule that it breaks.
pub fn label(text: &str) -> Result<(), Violation> {
    if text.chars().all(is_unseen) {
        return Err(Violation::invalid("must not be blank"));
    }
    match text.chars().find(|c| c.is_control() || is_line_or_direction(*c)) {
        None => Ok(()),
        Some(c) => Err(Violation::invalid(format!(
            "must not contain U+{:04X}, which controls and isn't seen",
            u32::from(c)
        ))),
    }
}

fn is_unseen(c: char) -> bool {
    let is_invisible = matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}');
    c.is_whitespace() || is_invisible
}

/// Line and paragraph separators, and what Unicode calls `Bidi_Control`.
///
/// Source: <https://www.unicode.org/Public/UCD/latest/ucd/PropList.txt>
const fn is_line_or_direction(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// An event's name, or its source: a [`label`] of at most [`MAX_NAME_BYTES`] bytes.
///
/// # Errors
/// Says which bound it breaks.
pub fn name(text: String) -> Result<String, Violation> {
    if text.len() > MAX_NAME_BYTES {
        let length = text.len();
        return Err(Violation::invalid(format!(
            "must have at most {MAX_NAME_BYTES} bytes, has {length}"
        )));
    }
    label(&text)?;
    Ok(text)
}
