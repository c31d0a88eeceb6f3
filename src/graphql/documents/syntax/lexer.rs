//! Reads tokens (section 2.1 of the specification, "Source Text"). It looks at each byte a fixed
//! number of times and doesn't recurse.

use async_graphql::Pos;

/// A kind of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::graphql) enum Kind {
    /// A bracket or another sign.
    Punctuator,
    /// A name, which may be a keyword.
    Name,
    /// A number without a fraction.
    Int,
    /// A number with a fraction or an exponent.
    Float,
    /// A string on one line, or a block of lines, with its quotes.
    String,
    /// The end of the document.
    End,
}

/// A part of the text that has a meaning.
#[derive(Debug, Clone, Copy)]
pub(in crate::graphql) struct Token<'a> {
    /// What it is.
    pub(in crate::graphql) kind: Kind,
    /// As it is written.
    pub(in crate::graphql) text: &'a str,
    /// Where it begins.
    pub(in crate::graphql) at: Pos,
}

/// A place where the text can't be read, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::graphql) struct Flaw {
    /// Where the token begins.
    pub(in crate::graphql) at: Pos,
    /// What is wrong.
    pub(in crate::graphql) reason: &'static str,
}

/// The tokens of a text.
#[derive(Debug)]
pub(in crate::graphql) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// A byte whose line and column are known.
    known: (usize, Pos),
}

/// The longest name or number, in bytes: unknown names are compared with all that are known.
const LONGEST_WORD: usize = 256;

const BYTE_ORDER_MARK: &str = "\u{feff}";
const QUOTES: &str = r#"""""#;
const ESCAPED_QUOTES: &str = r#"\""""#;

impl<'a> Lexer<'a> {
    pub(in crate::graphql) const fn new(text: &'a str) -> Self {
        Self { text, at: 0, known: (0, Pos { line: 1, column: 1 }) }
    }

    /// The next token.
    pub(in crate::graphql) fn next(&mut self) -> Result<Token<'a>, Flaw> {
        self.skip_ignored();
        let start = self.at;
        let at = self.locate(start);
        let kind = self.token().map_err(|reason| Flaw { at, reason })?;
        let text = self.text.get(start..self.at).unwrap_or_default();
        let is_word = matches!(kind, Kind::Name | Kind::Int | Kind::Float);
        if is_word && text.len() > LONGEST_WORD {
            return Err(Flaw { at, reason: "names and numbers have at most 256 bytes" });
        }
        Ok(Token { kind, text, at })
    }

    /// Goes past a token.
    fn token(&mut self) -> Result<Kind, &'static str> {
        let Some(first) = self.peek() else { return Ok(Kind::End) };
        match first {
            b'"' if self.take(QUOTES) => self.block_string(),
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(),
            b'.' if self.take("...") => Ok(Kind::Punctuator),
            b'.' => Err("unexpected character; a spread has three dots"),
            _ if is_name_start(first) => {
                self.skip_while(is_name_part);
                Ok(Kind::Name)
            }
            b'!' | b'$' | b'&' | b'(' | b')' | b':' | b'=' | b'@' | b'[' | b']' | b'{' | b'|'
            | b'}' => {
                self.at += 1;
                Ok(Kind::Punctuator)
            }
            _ => Err("unexpected character"),
        }
    }

    /// The line and column of a byte, which is behind all that were asked for before.
    fn locate(&mut self, byte: usize) -> Pos {
        let (from, mut pos) = self.known;
        let mut before = self.text.get(..from).and_then(|text| text.chars().next_back());
        for character in self.text.get(from..byte).unwrap_or_default().chars() {
            match character {
                '\n' if before == Some('\r') => {}
                '\n' | '\r' => pos = Pos { line: pos.line + 1, column: 1 },
                _ => pos.column += 1,
            }
            before = Some(character);
        }
        self.known = (byte, pos);
        pos
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.peek_behind(0)
    }

    fn peek_behind(&self, bytes: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + bytes).copied()
    }

    /// Goes past this text, if it comes next.
    fn take(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    fn skip_while(&mut self, belongs: impl Fn(u8) -> bool) {
        let rest = self.rest();
        self.at += rest.bytes().position(|byte| !belongs(byte)).unwrap_or(rest.len());
    }

    fn skip_ignored(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b',' | b'\r' | b'\n') => self.at += 1,
                Some(b'#') => self.skip_while(|byte| !is_line_end(byte)),
                _ if self.take(BYTE_ORDER_MARK) => {}
                _ => return,
            }
        }
    }

    /// What its escapes stand for is for the parser to tell.
    fn string(&mut self) -> Result<Kind, &'static str> {
        self.at += 1;
        loop {
            self.skip_while(|byte| !matches!(byte, b'"' | b'\\') && !is_line_end(byte));
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') if !self.peek_behind(1).is_none_or(is_line_end) => self.at += 1,
                _ => return Err("the string has no end on its line"),
            }
            self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        }
        self.at += 1;
        Ok(Kind::String)
    }

    fn block_string(&mut self) -> Result<Kind, &'static str> {
        loop {
            self.skip_while(|byte| !matches!(byte, b'"' | b'\\'));
            if self.take(QUOTES) {
                return Ok(Kind::String);
            }
            if self.peek().is_none() {
                return Err("the block string has no end");
            }
            if !self.take(ESCAPED_QUOTES) {
                self.at += 1;
            }
        }
    }

    fn number(&mut self) -> Result<Kind, &'static str> {
        let flaw = "this is not a number";
        let mut kind = Kind::Int;
        self.take("-");
        if !self.take("0") {
            self.digits().ok_or(flaw)?;
        }
        if self.take(".") {
            self.digits().ok_or(flaw)?;
            kind = Kind::Float;
        }
        if self.take("e") || self.take("E") {
            let _sign = self.take("+") || self.take("-");
            self.digits().ok_or(flaw)?;
            kind = Kind::Float;
        }
        let runs_on = |byte: u8| is_name_part(byte) || byte == b'.';
        if self.peek().is_some_and(runs_on) { Err(flaw) } else { Ok(kind) }
    }

    /// Goes past digits, of which there must be one.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        self.skip_while(|byte| byte.is_ascii_digit());
        (self.at > start).then_some(())
    }
}

const fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

const fn is_name_part(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit()
}

const fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}
