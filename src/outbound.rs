//! Requests of ours to other servers.

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::{HeaderMap, Request, StatusCode};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// Sends requests over HTTP/1.1, with or without TLS. It follows no redirects.
#[derive(Debug, Clone)]
pub struct HttpClient(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// The server can't be reached, or doesn't speak HTTP.
    #[error("nobody answers: {0}")]
    Request(#[from] hyper_util::client::legacy::Error),
    /// The answer breaks off, or is too large.
    #[error("the answer can't be read: {0}")]
    Answer(#[from] Box<dyn std::error::Error + Send + Sync>),
}

impl HttpClient {
    /// Certificates are checked against those that the system trusts, or where it has none, as containers often
    /// do, against Mozilla's, which are part of the binary.
    ///
    /// # Errors
    /// When there is no TLS.
    pub fn new() -> Result<Self, rustls::Error> {
        let provider = rustls::crypto::ring::default_provider;
        let of_system = HttpsConnectorBuilder::new().with_provider_and_native_roots(provider());
        let connector = match of_system {
            Ok(connector) => connector,
            Err(_) => HttpsConnectorBuilder::new().with_provider_and_webpki_roots(provider())?,
        };
        let connector = connector.https_or_http().enable_http1().build();
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }

    /// Sends a request and reads the answer, of so many bytes at most. The caller gives up in time: that closes the
    /// connection.
    ///
    /// # Errors
    /// When there is no answer, or not all of it can be read.
    pub async fn send(
        &self,
        request: Request<Full<Bytes>>,
        most: usize,
    ) -> Result<Answer, OutboundError> {
        let (head, body) = self.0.request(request).await?.into_parts();
        let body = Limited::new(body, most).collect().await?.to_bytes();
        Ok(Answer { status: head.status, headers: head.headers, body })
    }
}
