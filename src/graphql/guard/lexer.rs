//! Reads tokens: just enough of GraphQL's grammar to tell brackets from text.
//!
//! It must find the same strings as the framework's parser, or brackets could hide in what only
//! one of them takes for text. So it refuses what the two could read differently: a block string
//! without an end, which the parser would take for an empty string and another one, a line break in
//! a string, and numbers that run into each other. It looks at each byte a fixed number of times,
//! keeps nothing and doesn't recurse.

/// A kind of token, as far as the limits care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// `{`, `[` or `(`.
    Open,
    /// `}`, `]` or `)`.
    Close,
    /// `@`, which begins a directive.
    At,
    /// A name that the parser may read as up to so many values: it takes `truefalse` for two.
    Values(usize),
    /// Another name, a number, string or sign.
    Other,
    /// From `#` to the end of the line, which is no token of the document.
    Comment,
}

/// A place where the text can't be read, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flaw {
    /// The byte where the token begins.
    pub(super) at: usize,
    /// What is wrong.
    pub(super) reason: &'static str,
}

/// The tokens of a text.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
}

/// The longest name or number, in bytes: validation compares unknown names with all that it knows.
const LONGEST_WORD: usize = 256;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
const QUOTES: &[u8] = br#"""""#;
const ESCAPED_QUOTES: &[u8] = br#"\""""#;

impl<'a> Lexer<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), at: 0 }
    }

    /// The byte behind the last token.
    pub(super) const fn end(&self) -> usize {
        self.at
    }

    /// The next token or comment, with the byte where it begins; none at the end of the text.
    pub(super) fn next(&mut self) -> Result<Option<(usize, Token)>, Flaw> {
        self.skip_ignored();
        let start = self.at;
        let Some(first) = self.peek() else { return Ok(None) };
        self.at += 1;
        let token = match first {
            b'{' | b'[' | b'(' => Token::Open,
            b'}' | b']' | b')' => Token::Close,
            b'@' => Token::At,
            b'!' | b'$' | b'&' | b':' | b'=' | b'|' => Token::Other,
            b'.' => self.spread(start)?,
            b'"' => self.string(start)?,
            b'#' => {
                self.skip_while(|byte| !is_line_end(byte));
                Token::Comment
            }
            b'-' | b'0'..=b'9' => self.number(start)?,
            _ if is_name_start(first) => self.name(start),
            _ => return Err(Flaw { at: start, reason: "unexpected character" }),
        };
        let is_word = is_name_start(first) || first == b'-' || first.is_ascii_digit();
        if is_word && self.at - start > LONGEST_WORD {
            return Err(Flaw { at: start, reason: "names and numbers have at most 256 bytes" });
        }
        Ok(Some((start, token)))
    }

    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Goes past this text, if it comes next.
    fn take(&mut self, expected: &[u8]) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    fn skip_while(&mut self, belongs: impl Fn(u8) -> bool) {
        let rest = self.rest();
        self.at += rest.iter().position(|byte| !belongs(*byte)).unwrap_or(rest.len());
    }

    fn skip_ignored(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b',' | b'\r' | b'\n') => self.at += 1,
                _ if self.take(BYTE_ORDER_MARK) => {}
                _ => return,
            }
        }
    }

    fn name(&mut self, start: usize) -> Token {
        self.skip_while(|byte| is_name_start(byte) || byte.is_ascii_digit());
        let name = self.text.get(start..self.at).unwrap_or_default();
        let constants = [&b"true"[..], b"false", b"null"];
        if !constants.contains(&name) && constants.iter().any(|known| name.starts_with(known)) {
            return Token::Values(name.len().div_ceil(b"true".len()));
        }
        Token::Other
    }

    fn spread(&mut self, start: usize) -> Result<Token, Flaw> {
        if self.take(b"..") {
            return Ok(Token::Other);
        }
        Err(Flaw { at: start, reason: "unexpected character; a spread has three dots" })
    }

    fn string(&mut self, start: usize) -> Result<Token, Flaw> {
        self.at = start;
        if self.take(QUOTES) {
            return self.block_string(start);
        }
        self.at += 1;
        let unterminated = Flaw { at: start, reason: "the string has no end on its line" };
        loop {
            self.skip_while(|byte| !matches!(byte, b'"' | b'\\') && !is_line_end(byte));
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape().ok_or(Flaw {
                    at: self.at,
                    reason: "the string has an escape that stands for no character",
                })?,
                _ => return Err(unterminated),
            }
        }
        self.at += 1;
        Ok(Token::Other)
    }

    /// Goes past `\n` and the like, or `\u00e9`, but for halves of characters, which the parser
    /// refuses. Its own words for all of these are that it expected a value.
    fn escape(&mut self) -> Option<()> {
        let escape = self.rest().get(1..)?;
        let (kind, digits) = escape.split_first()?;
        let length = match kind {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 2,
            b'u' => {
                let digits = std::str::from_utf8(digits.get(..4)?).ok()?;
                let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
                char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?)?;
                6
            }
            _ => return None,
        };
        self.at += length;
        Some(())
    }

    fn block_string(&mut self, start: usize) -> Result<Token, Flaw> {
        loop {
            self.skip_while(|byte| !matches!(byte, b'"' | b'\\'));
            if self.take(QUOTES) {
                return Ok(Token::Other);
            }
            if self.peek().is_none() {
                return Err(Flaw { at: start, reason: "the block string has no end" });
            }
            if !self.take(ESCAPED_QUOTES) {
                self.at += 1;
            }
        }
    }

    fn number(&mut self, start: usize) -> Result<Token, Flaw> {
        let flaw = Flaw { at: start, reason: "this is not a number" };
        self.at = start;
        self.take(b"-");
        if !self.take(b"0") {
            self.digits().ok_or(flaw)?;
        }
        if self.take(b".") {
            self.digits().ok_or(flaw)?;
        }
        if self.take(b"e") || self.take(b"E") {
            let _sign = self.take(b"+") || self.take(b"-");
            self.digits().ok_or(flaw)?;
        }
        let runs_on = |byte: u8| is_name_start(byte) || byte.is_ascii_digit() || byte == b'.';
        if self.peek().is_some_and(runs_on) { Err(flaw) } else { Ok(Token::Other) }
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

const fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}
