//! Where the keys come from that others publish: an address, or a file.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, StatusCode, Uri};
use http_body_util::Full;

use super::keys::{KeySet, NotAKeySet};
use crate::outbound::{HttpClient, OutboundError};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The largest set, in bytes.
const LARGEST: usize = 512 * 1024;

/// Where a set of keys is read.
#[derive(Debug)]
pub(super) enum Source {
    /// At an address.
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
    /// The address has no answer, or none that can be read.
    #[error(transparent)]
    Request(#[from] OutboundError),
    /// The answer is not what was asked for.
    #[error("the answer has the status {0}")]
    Status(StatusCode),
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
    /// A set at an address.
    ///
    /// # Errors
    /// When there is no TLS.
    pub(super) fn address(address: Uri) -> Result<Self, rustls::Error> {
        Ok(Self::Address(Box::new(HttpClient::new()?), address))
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
    let mut request = Request::new(Full::default());
    *request.uri_mut() = address;
    let answer = client.send(request, LARGEST).await?;
    if answer.status != StatusCode::OK {
        return Err(SourceError::Status(answer.status));
    }
    Ok(answer.body)
}

fn read_file(path: &Path) -> Result<Vec<u8>, SourceError> {
    let mut text = Vec::new();
    File::open(path)?.take(LARGEST as u64 + 1).read_to_end(&mut text)?;
    if text.len() > LARGEST { Err(SourceError::TooLarge) } else { Ok(text) }
}
