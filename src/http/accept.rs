//! In which form a client wants its answer.

/// A form that answers can have.
///
/// Source: <https://graphql.github.io/graphql-over-http/draft/#sec-Media-Types>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `application/graphql-response+json`: the status tells whether the request was refused.
    GraphqlResponse,
    /// `application/json`: the status is 200 for every well-formed request.
    Json,
    /// `text/event-stream`: the answers of a subscription, as server-sent events.
    EventStream,
}

impl MediaType {
    /// Every form, the ones first that go before others where the client has no preference.
    pub const ALL: [Self; 3] = [Self::GraphqlResponse, Self::Json, Self::EventStream];

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::GraphqlResponse => ("application", "graphql-response+json"),
            Self::Json => ("application", "json"),
            Self::EventStream => ("text", "event-stream"),
        }
    }
}

/// What a client accepts: a quality for each form, in thousandths; 0 is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accept {
    qualities: [u16; MediaType::ALL.len()],
}

impl Accept {
    /// A client that doesn't say gets JSON, and an event stream where nothing else does.
    pub const ANYTHING: Self = Self { qualities: [999, 1_000, 1] };

    /// Reads an `Accept` header (RFC 9110, section 12.5.1). What is malformed counts for nothing.
    pub fn parse(header: &str) -> Self {
        if header.trim().is_empty() {
            return Self::ANYTHING;
        }
        // How precisely a range that was seen names each form: `*/*` 1, `type/*` 2, a name 3.
        let mut precision = [0; MediaType::ALL.len()];
        let mut accept = Self { qualities: [0; MediaType::ALL.len()] };
        for range in header.split(',').filter_map(Range::parse) {
            for (index, form) in MediaType::ALL.into_iter().enumerate() {
                let Some(matched) = range.matches(form) else { continue };
                let quality = match matched {
                    3 => range.quality,
                    // Wildcards mean what a client gets that doesn't say anything.
                    _ => range.scaled(Self::ANYTHING.qualities[index]),
                };
                if matched > precision[index]
                    || matched == precision[index] && quality > accept.qualities[index]
                {
                    precision[index] = matched;
                    accept.qualities[index] = quality;
                }
            }
        }
        accept
    }

    /// The form that the client likes best among those that an answer can have.
    pub fn best(self, possible: &[MediaType]) -> Option<MediaType> {
        let offered = MediaType::ALL.into_iter().zip(self.qualities);
        let offered = offered.filter(|(form, quality)| *quality > 0 && possible.contains(form));
        // Of equals, the first: `max_by_key` would take the last.
        offered.rev().max_by_key(|(_, quality)| *quality).map(|(form, _)| form)
    }
}

/// One of the ranges of a header.
struct Range<'a> {
    main: &'a str,
    sub: &'a str,
    quality: u16,
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
        let (main, sub) = parts.next()?.split_once('/')?;
        let mut quality = 1_000;
        for parameter in parts {
            let (name, value) = parameter.split_once('=')?;
            if name.eq_ignore_ascii_case("q") {
                quality = parse_quality(value)?;
            } else if name.eq_ignore_ascii_case("charset")
                && !value.trim_matches('"').eq_ignore_ascii_case("utf-8")
            {
                return None;
            }
        }
        Some(Self { main, sub, quality })
    }

    /// The quality of a form of this quality, and not 0 unless the range's is.
    fn scaled(&self, quality: u16) -> u16 {
        let scaled = u32::from(self.quality) * u32::from(quality) / 1_000;
        u16::try_from(scaled).unwrap_or(u16::MAX).max(self.quality.min(1))
    }

    /// How precisely the range names this form; `None` when it doesn't.
    fn matches(&self, form: MediaType) -> Option<u8> {
        let (main, sub) = form.names();
        match (self.main, self.sub) {
            ("*", "*") => Some(1),
            (range, "*") if range.eq_ignore_ascii_case(main) => Some(2),
            (range, name) => {
                let is_it = range.eq_ignore_ascii_case(main) && name.eq_ignore_ascii_case(sub);
                is_it.then_some(3)
            }
        }
    }
}

/// `0` to `1`, with up to three decimals, in thousandths.
fn parse_quality(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{decimals:0<3}").parse().ok()?;
    match (whole, thousandths) {
        ("0", thousandths) => Some(thousandths),
        ("1", 0) => Some(1_000),
        _ => None,
    }
}
