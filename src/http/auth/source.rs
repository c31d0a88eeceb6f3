//! Where the keys come from that others publish: an address, or a file.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{StatusCode, Uri};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::keys::{KeySet, NotAKeySet};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The largest set, in bytes.
const LARGEST: usize = 512 * 1024;

type HttpClient = Client<HttpsConnector<HttpConnector>, Empty<Bytes>>;

/// Where a set of keys is read.
#[derive(Debug)]
pub(super) enum Source {
    /// At an address. This client follows no redirects.
    Address(Box<HttpClient>, Uri),
    /// In a file.
    File(PathBuf),
}

/// Why a set can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file can't be read.
    #[error("it can't be read: {0}")]
    File(#[from] io::Error),
    /// Nobody answers at the address.
    #[error("nobody answers: {0}")]
    Request(#[from] hyper_util::client::legacy::Error),
    /// The answer is not what was asked for.
    #[error("the answer has the status {0}")]
    Status(StatusCode),
    /// The answer breaks off, or is too large.
    #[error("the answer can't be read: {0}")]
    Answer(#[from] Box<dyn std::error::Error + Send + Sync>),
    /// The answer takes too long.
    #[error("there is no answer within {} seconds", PATIENCE.as_secs())]
    Late,
    /// The text is too long.
    #[error("it is larger than {} KiB", LARGEST / 1024)]
    TooLarge,
    /// The text is no set of keys.
    #[error(transparent)]
    NotAKeySet(#[from] NotAKeySet),
}

impl Source {
    /// A set at an address. Certificates are checked against those that the system trusts, or where
    /// it has none, as containers often do, against Mozilla's, which are part of the binary.
    ///
    /// # Errors
    /// When there is no TLS.
    pub(super) fn address(address: Uri) -> Result<Self, rustls::Error> {
        let provider = rustls::crypto::ring::default_provider;
        let of_system = HttpsConnectorBuilder::new().with_provider_and_native_roots(provider());
        let connector = match of_system {
            Ok(connector) => connector,
            Err(_) => HttpsConnectorBuilder::new().with_provider_and_webpki_roots(provider())?,
        };
        let connector = connector.https_or_http().enable_http1().build();
        Ok(Self::Address(Box::new(Client::builder(TokioExecutor::new()).build(connector)), address))
    }

    /// Reads the set.
    ///
    /// # Errors
    /// When it can't be read, or is none.
    pub(super) async fn read(&self) -> Result<KeySet, SourceError> {
        let text = match self {
            Self::Address(client, address) => {
                let answer = fetch(client, address.clone());
                tokio::time::timeout(PATIENCE, answer).await.map_err(|_| SourceError::Late)??
            }
            Self::File(path) => {
                let path = path.clone();
                let read = tokio::task::spawn_blocking(move || read_file(&path)).await;
                read.map_err(io::Error::other)??.into()
            }
        };
        Ok(KeySet::parse(&text)?)
    }
}

/// Reads the set in a file.
///
/// # Errors
/// When it can't be read, or is none.
pub(super) fn read_now(path: &Path) -> Result<KeySet, SourceError> {
    Ok(KeySet::parse(&read_file(path)?)?)
}

async fn fetch(client: &HttpClient, address: Uri) -> Result<Bytes, SourceError> {
    let answer = client.get(address).await?;
    if answer.status() != StatusCode::OK {
        return Err(SourceError::Status(answer.status()));
    }
    let body = Limited::new(answer.into_body(), LARGEST).collect().await?;
    Ok(body.to_bytes())
}

fn read_file(path: &Path) -> Result<Vec<u8>, SourceError> {
    let mut text = Vec::new();
    File::open(path)?.take(LARGEST as u64 + 1).read_to_end(&mut text)?;
    if text.len() > LARGEST { Err(SourceError::TooLarge) } else { Ok(text) }
}
