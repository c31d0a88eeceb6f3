//! The endpoint of a model.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::{Method, Request, StatusCode, Uri};
use serde_json::Value;

use super::protocol::{self, Completion, Form};
use crate::config::LlmSettings;
use crate::outbound::{Answer, HttpClient, OutboundError};

/// The largest answer, in bytes.
const LARGEST: usize = 256 * 1024;

/// The longest that an endpoint may ask to be left alone.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// A model at an endpoint. Copies share what is known of it.
#[derive(Clone)]
pub struct Model {
    client: HttpClient,
    address: Uri,
    key: Option<(HeaderName, HeaderValue)>,
    name: Arc<str>,
    patience: Duration,
    /// The form that worked last.
    form: Arc<AtomicUsize>,
}

/// Why a model can't be asked.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// There is no answer, or none that can be read.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// The endpoint refuses.
    #[error("the endpoint answers with the status {status}")]
    Status {
        /// The status.
        status: StatusCode,
        /// After how long it is to be asked again, where it says so.
        retry_after: Option<Duration>,
    },
    /// The endpoint takes this question in no form: it may be too long.
    #[error("the endpoint refuses the question")]
    Refused,
    /// The answer is none of a model's.
    #[error("the answer is not a chat completion")]
    NotACompletion,
    /// There is no answer within the time for it.
    #[error("the model takes too long")]
    Late,
    /// The request can't be made.
    #[error("the request can't be made: {0}")]
    Request(String),
}

impl CallError {
    /// Whether nothing of the question can have reached a model.
    pub fn is_free(&self) -> bool {
        match self {
            Self::Outbound(OutboundError::Request(error)) => error.is_connect(),
            Self::Status { .. } | Self::Refused | Self::Request(_) => true,
            Self::Outbound(OutboundError::Answer(_)) | Self::NotACompletion | Self::Late => false,
        }
    }

    /// After how long the endpoint wants to be asked again, where it says so.
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

/// Without the endpoint's address, which may hold a password.
impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Model {
    /// The model of these settings, where they name one.
    ///
    /// # Errors
    /// When there is no TLS, or the settings can't be used.
    pub fn new(settings: &LlmSettings) -> Result<Option<Self>, CallError> {
        if !settings.is_configured() {
            return Ok(None);
        }
        let failed = |error: &dyn std::fmt::Display| CallError::Request(error.to_string());
        let address = format!("{}/chat/completions", settings.base_url.trim_end_matches('/'));
        let key = if settings.key.is_empty() { None } else { Some(key(settings)?) };
        Ok(Some(Self {
            client: HttpClient::new().map_err(|error| failed(&error))?,
            address: address.parse().map_err(|error| failed(&error))?,
            key,
            name: settings.model.trim().into(),
            patience: settings.patience(),
            form: Arc::default(),
        }))
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How long it may take for one story.
    pub const fn patience(&self) -> Duration {
        self.patience
    }

    /// Asks for an answer, in the best form that the endpoint knows.
    pub(super) async fn complete(&self, messages: &[Value]) -> Result<Completion, CallError> {
        let known = self.form.load(Ordering::Relaxed);
        for (place, form) in Form::ALL.into_iter().enumerate().skip(known) {
            let answer = self.ask(messages, form).await?;
            if answer.status == StatusCode::OK {
                self.form.store(place, Ordering::Relaxed);
                return Completion::read(&answer.body).ok_or(CallError::NotACompletion);
            }
            if !is_refused(answer.status) {
                let retry_after = retry_after(&answer);
                return Err(CallError::Status { status: answer.status, retry_after });
            }
        }
        Err(CallError::Refused)
    }

    async fn ask(&self, messages: &[Value], form: Form) -> Result<Answer, CallError> {
        let body = protocol::request(&self.name, messages, form).to_string();
        let mut request = Request::new(Full::new(Bytes::from(body)));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.address.clone();
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some((name, value)) = &self.key {
            headers.insert(name, value.clone());
        }
        Ok(self.client.send(request, LARGEST).await?)
    }
}

/// Whether a status says that the question is wrong, and not the endpoint.
fn is_refused(status: StatusCode) -> bool {
    let refusals =
        [StatusCode::BAD_REQUEST, StatusCode::PAYLOAD_TOO_LARGE, StatusCode::UNPROCESSABLE_ENTITY];
    refusals.contains(&status)
}

fn key(settings: &LlmSettings) -> Result<(HeaderName, HeaderValue), CallError> {
    let unfit = |_| CallError::Request("llm.key_header is no header".to_owned());
    let name: HeaderName = settings.key_header.to_lowercase().parse().map_err(unfit)?;
    let is_bearer = name == hyper::header::AUTHORIZATION;
    let text = if is_bearer { format!("Bearer {}", settings.key) } else { settings.key.clone() };
    let unfit = |_| CallError::Request("llm.key can't stand in a header".to_owned());
    let mut value = HeaderValue::from_str(&text).map_err(unfit)?;
    value.set_sensitive(true);
    Ok((name, value))
}

fn retry_after(answer: &Answer) -> Option<Duration> {
    let seconds = answer.headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_PAUSE))
}
