//! What strings stand for (section 2.9.4 of the specification, "String Value").

/// The text that a string stands for, which is written with its quotes; `None` when an escape in it
/// stands for no character.
pub(super) fn value(written: &str) -> Option<String> {
    let block = written.strip_prefix(r#"""""#).and_then(|rest| rest.strip_suffix(r#"""""#));
    block.map_or_else(|| line(written.get(1..written.len() - 1)?), |block| Some(lines(block)))
}

fn line(mut written: &str) -> Option<String> {
    let mut text = String::with_capacity(written.len());
    while let Some((before, escape)) = written.split_once('\\') {
        text.push_str(before);
        let kind = escape.chars().next()?;
        written = escape.get(kind.len_utf8()..)?;
        text.push(match kind {
            '"' | '\\' | '/' => kind,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => unicode(&mut written)?,
            _ => return None,
        });
    }
    text.push_str(written);
    Some(text)
}

/// Reads what follows `\u`: `{1F600}`, `00E9`, or the half of a pair and its other half.
fn unicode(written: &mut &str) -> Option<char> {
    if let Some(braced) = written.strip_prefix('{') {
        let (digits, rest) = braced.split_once('}')?;
        *written = rest;
        // However many zeros it begins with.
        let significant = digits.trim_start_matches('0');
        return if significant.is_empty() && !digits.is_empty() {
            Some('\0')
        } else {
            char::from_u32(hexadecimal(significant)?)
        };
    }
    let first = four(written)?;
    if let Some(character) = char::from_u32(first) {
        return Some(character);
    }
    *written = written.strip_prefix("\\u")?;
    let second = four(written)?;
    let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    char::decode_utf16(units).next()?.ok()
}

fn four(written: &mut &str) -> Option<u32> {
    let (digits, rest) = written.split_at_checked(4)?;
    *written = rest;
    hexadecimal(digits)
}

fn hexadecimal(digits: &str) -> Option<u32> {
    let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| is_hexadecimal)
}

/// `BlockStringValue()` of the specification.
fn lines(written: &str) -> String {
    let written = written.replace(r#"\""""#, r#"""""#).replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = written.split('\n').collect();
    let indents = lines.iter().skip(1).filter(|line| !is_blank(line)).map(|line| indent(line));
    let common = indents.min().unwrap_or_default();
    let first = lines.iter().position(|line| !is_blank(line)).unwrap_or(lines.len());
    let end = lines.iter().rposition(|line| !is_blank(line)).map_or(first, |last| last + 1);
    let kept = lines.iter().enumerate().take(end).skip(first);
    let kept =
        kept.map(|(at, line)| if at == 0 { *line } else { line.get(common..).unwrap_or("") });
    kept.collect::<Vec<_>>().join("\n")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(['\t', ' ']).len()
}

fn is_blank(line: &str) -> bool {
    indent(line) == line.len()
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn escapes_stand_for_characters() {
        for (written, text) in [
            (r#""""#, ""),
            (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r#""\u00e9\uFFFF\u0000""#, "é\u{ffff}\0"),
            (r#""\u{1F600}\u{0}\u{00000000000E9}é""#, "😀\0éé"),
            (r#""a\uD83D\uDE00b""#, "a😀b"),
        ] {
            assert_eq!(value(written).as_deref(), Some(text), "{written}");
        }
        for escape in [
            "q",
            "u",
            "u12",
            "u12g4",
            "u+123",
            "u{}",
            "u{110000}",
            "u{D83D}",
            "u{1F600",
            "u{+1}",
            "u{1é}",
            "uD83D",
            "uDE00",
            "uD83D\\u0041",
            "uD83D\\n",
            "uDE00\\uD83D",
            "é",
        ] {
            assert_eq!(value(&format!("\"\\{escape}\"")), None, "{escape}");
        }
    }

    #[test]
    fn blocks_lose_their_common_indent_and_blank_ends() {
        for (written, text) in [
            ("", ""),
            (" \r\n\t\r\n", ""),
            ("abc", "abc"),
            (" a\n  b\n\n    c\n ", " a\nb\n\n  c"),
            ("\n\n    a\r      b\r\n  \r\n", "a\n  b"),
            (r#"\""" \n \u00e9"#, r#"""" \n \u00e9"#),
            ("\n  a\n \n  b", "a\n\nb"),
        ] {
            let written = format!(r#""""{written}""""#);
            assert_eq!(value(&written).as_deref(), Some(text), "{written:?}");
        }
    }
}
