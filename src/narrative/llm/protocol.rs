//! What is sent to a model, and what comes back, as the chat completions of `OpenAI` have it.
//!
//! Other vendors leave fields out, or send others: what isn't needed isn't read, and what is needed may have several
//! forms.
//!
//! Source: <https://platform.openai.com/docs/api-reference/chat>

use serde_json::{Value, json};

/// The most tokens that an answer may have.
pub(super) const ANSWER_TOKENS: u64 = 1_500;

/// How a model is asked for JSON. Endpoints know the first, or only a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// By a schema that the answer keeps to.
    Schema,
    /// As an object of any form.
    Object,
    /// In words.
    Words,
    /// In words, and without what models that reason first refuse.
    Bare,
}

impl Form {
    /// Every form, in the order in which they are tried.
    pub(super) const ALL: [Self; 4] = [Self::Schema, Self::Object, Self::Words, Self::Bare];

    fn response_format(self) -> Option<Value> {
        match self {
            Self::Schema => Some(json!({
                "type": "json_schema",
                "json_schema": { "name": "story", "strict": true, "schema": schema() },
            })),
            Self::Object => Some(json!({ "type": "json_object" })),
            Self::Words | Self::Bare => None,
        }
    }
}

/// Endpoints have models write fields in the order of the schema, which is that of the alphabet: the sentence comes
/// before what it rests on.
fn schema() -> Value {
    let sentence = json!({
        "type": "object",
        "properties": {
            "sentence": { "type": "string" },
            "sources": {
                "type": "array", "items": { "type": "integer" }, "minItems": 1, "maxItems": 4,
            },
        },
        "required": ["sentence", "sources"],
        "additionalProperties": false,
    });
    json!({
        "type": "object",
        "properties": {
            "sentences": { "type": "array", "items": sentence, "minItems": 1, "maxItems": 12 },
        },
        "required": ["sentences"],
        "additionalProperties": false,
    })
}

/// The body of a request.
pub(super) fn request(model: &str, messages: &[Value], form: Form) -> Value {
    let mut body = json!({ "model": model, "messages": messages, "stream": false });
    if form == Form::Bare {
        body["max_completion_tokens"] = ANSWER_TOKENS.into();
    } else {
        body["max_tokens"] = ANSWER_TOKENS.into();
        body["temperature"] = 0.into();
    }
    if let Some(format) = form.response_format() {
        body["response_format"] = format;
    }
    body
}

/// A sentence that a model claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    /// What it says.
    pub(super) text: String,
    /// The numbers of the facts that it is to rest on.
    pub(super) facts: Vec<usize>,
}

/// What a model answered.
#[derive(Debug)]
pub(super) struct Completion {
    /// What it wrote.
    pub(super) content: String,
    /// Whether it wrote all that it had to say, and was not held back.
    pub(super) is_whole: bool,
    /// How many tokens it took, question and answer.
    pub(super) tokens: Option<u64>,
}

impl Completion {
    /// Reads an answer. `None` when it is none.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let choice = body["choices"].as_array()?.first()?;
        let message = &choice["message"];
        let content = match &message["content"] {
            Value::String(text) => text.clone(),
            Value::Array(parts) => {
                parts.iter().filter_map(|part| part["text"].as_str()).collect::<String>()
            }
            _ => String::new(),
        };
        let reason = choice["finish_reason"].as_str().unwrap_or("stop");
        let is_refused = message["refusal"].as_str().is_some_and(|why| !why.is_empty());
        let is_whole = !matches!(reason, "length" | "content_filter") && !is_refused;
        Some(Self { content, is_whole, tokens: body["usage"]["total_tokens"].as_u64() })
    }

    /// The sentences in it: of a JSON object or array, alone or in the midst of text. `None` when there are none.
    pub(super) fn claims(&self) -> Option<Vec<Claim>> {
        let (start, end) = (self.content.find(['{', '['])?, self.content.rfind(['}', ']'])?);
        let value: Value = serde_json::from_str(self.content.get(start..=end)?).ok()?;
        let sentences = value["sentences"].as_array().or_else(|| value.as_array())?;
        let claims: Vec<Claim> = sentences.iter().map(claim).collect();
        (!claims.is_empty()).then_some(claims)
    }
}

fn claim(sentence: &Value) -> Claim {
    let text = sentence["sentence"].as_str().or_else(|| sentence["text"].as_str());
    let number = |fact: &Value| {
        let number = fact.as_u64().or_else(|| fact.as_str()?.trim().parse().ok());
        // A number that is none is a fact that there isn't.
        number.and_then(|number| usize::try_from(number).ok()).unwrap_or(0)
    };
    let facts = if sentence["sources"].is_null() { "facts" } else { "sources" };
    let facts = match &sentence[facts] {
        Value::Array(facts) => facts.iter().map(number).collect(),
        one => vec![number(one)],
    };
    // One without text says nothing, and fails.
    Claim { text: text.unwrap_or_default().to_owned(), facts }
}
