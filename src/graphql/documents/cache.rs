//! The documents that the server knows: those it was asked lately, and those it trusts.

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use async_graphql::registry::Registry;
use async_graphql::{SchemaEnv, ServerError};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};

use super::document::Document;
use crate::config::{LimitSettings, Mechanism, Settings};
use crate::graphql::error::coded;
use crate::graphql::request::Request;
use crate::service::Code;

/// What a typical document weighs, to size the tables of the caches.
const TYPICAL: u64 = 16 * 1024;

/// What Apollo's and urql's clients look for before they send the document too.
const NOT_FOUND: &str = "PersistedQueryNotFound";

type Hash = [u8; 32];

/// The documents that the server knows.
#[derive(Clone)]
pub(in crate::graphql) struct Documents(Arc<Inner>);

struct Inner {
    schema: SchemaEnv,
    limits: LimitSettings,
    without: Option<Mechanism>,
    /// By their text.
    recent: Cache<Arc<str>, Arc<Document>, ByWeight>,
    /// By the hash of their text, as clients registered them.
    persisted: Cache<Hash, Arc<Document>, ByWeight>,
    /// By their id, which clients and server agreed on when the clients were built.
    trusted: HashMap<String, Arc<Document>>,
    trusted_texts: HashMap<Arc<str>, Arc<Document>>,
    own: HashMap<String, Own>,
    only_trusted: bool,
}

/// A document of the server's own pages, which is opened when it is first asked for: most servers never
/// are.
struct Own {
    text: String,
    document: OnceLock<Result<Arc<Document>, Vec<ServerError>>>,
}

/// Why trusted documents can't be read.
#[derive(Debug, thiserror::Error)]
pub enum DocumentsError {
    /// The file can't be read.
    #[error("can't read the trusted documents in {0}: {1}")]
    Read(String, #[source] io::Error),
    /// The file is no list of documents.
    #[error("the trusted documents in {0} are not a JSON object of ids and documents: {1}")]
    Format(String, #[source] serde_json::Error),
    /// A document is refused.
    #[error("the trusted document {0} is refused: {1}")]
    Document(String, String),
    /// The framework doesn't tell its types.
    #[error("async-graphql doesn't tell the types of its schema")]
    Framework,
    /// There are none, and no others are allowed.
    #[error("documents.only_trusted is set, but documents.trusted names no file")]
    Missing,
}

#[derive(Clone)]
struct ByWeight;

impl<Key> Weighter<Key, Arc<Document>> for ByWeight {
    fn weight(&self, _: &Key, document: &Arc<Document>) -> u64 {
        document.weight()
    }
}

impl Documents {
    /// Reads the trusted documents, and has room for others. `own` are those of the server's pages by
    /// their ids: always trusted, and below those that the settings name.
    ///
    /// # Errors
    /// When the trusted documents can't be read, or one of them is refused.
    pub(in crate::graphql) fn open(
        settings: &Settings,
        schema: SchemaEnv,
        own: HashMap<String, String>,
    ) -> Result<Self, DocumentsError> {
        let without = settings.database.without;
        let (settings, limits) = (&settings.documents, &settings.limits);
        let texts = match settings.trusted.as_os_str().is_empty() {
            false => read(&settings.trusted)?,
            true if settings.only_trusted => return Err(DocumentsError::Missing),
            true => HashMap::new(),
        };
        let mut trusted = HashMap::new();
        let mut trusted_texts = HashMap::new();
        for (id, text) in texts {
            let refused = |errors: Vec<ServerError>| {
                let first = errors.into_iter().next().map(|error| error.message);
                DocumentsError::Document(id.clone(), first.unwrap_or_default())
            };
            let document = Document::open(&text, &schema.registry, limits, without);
            let document = Arc::new(document.map_err(refused)?);
            trusted_texts.insert(Arc::from(text), Arc::clone(&document));
            trusted.insert(id, document);
        }
        let (bytes, only_trusted) = (limits.document_cache, settings.only_trusted);
        let typical = usize::try_from(bytes / TYPICAL).unwrap_or(usize::MAX);
        let inner = Inner {
            schema,
            limits: limits.clone(),
            without,
            recent: Cache::with_weighter(typical, bytes, ByWeight),
            persisted: Cache::with_weighter(typical, bytes, ByWeight),
            trusted,
            trusted_texts,
            own: own.into_iter().map(|(id, text)| (id, Own::new(text))).collect(),
            only_trusted,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// The document that a request means.
    pub(in crate::graphql) fn find(
        &self,
        request: &Request,
    ) -> Result<Arc<Document>, Vec<ServerError>> {
        match (request.query.as_deref(), request.document_id.as_deref(), request.persisted_hash()) {
            (Some(text), None, None) => self.by_text(text),
            (Some(text), None, Some(hash)) => self.register(text, hash),
            (None, Some(id), _) | (None, None, Some(id)) => self.by_id(id),
            (Some(_), Some(_), _) => {
                Err(refused(Code::BadUserInput, "send query or documentId, not both"))
            }
            (None, None, None) => Err(refused(Code::BadUserInput, "query is missing")),
        }
    }

    fn by_text(&self, text: &str) -> Result<Arc<Document>, Vec<ServerError>> {
        let Inner { schema, limits, without, recent, trusted_texts, only_trusted, .. } = &*self.0;
        if let Some(document) = trusted_texts.get(text) {
            return Ok(Arc::clone(document));
        }
        if *only_trusted {
            let message = "this server runs trusted documents only (documents.only_trusted)";
            return Err(refused(Code::Forbidden, message));
        }
        if let Some(document) = recent.get(text) {
            return Ok(document);
        }
        let document = Arc::new(Document::open(text, &schema.registry, limits, *without)?);
        recent.insert(Arc::from(text), Arc::clone(&document));
        Ok(document)
    }

    fn by_id(&self, id: &str) -> Result<Arc<Document>, Vec<ServerError>> {
        // The specification writes ids that are hashes so; other tools write the hash alone.
        let hash = id.strip_prefix("sha256:").unwrap_or(id);
        let Inner { schema, limits, without, trusted, persisted, own, .. } = &*self.0;
        let trusted = trusted.get(id).or_else(|| trusted.get(hash)).cloned();
        if let Some(own) = own.get(id).or_else(|| own.get(hash)).filter(|_| trusted.is_none()) {
            return own.open(&schema.registry, limits, *without);
        }
        let registered = || persisted.get(&read_hash(hash)?);
        trusted.or_else(registered).ok_or_else(|| refused(Code::PersistedQueryNotFound, NOT_FOUND))
    }

    /// Finds a document by its text, and remembers it under its hash.
    fn register(&self, text: &str, hash: &str) -> Result<Arc<Document>, Vec<ServerError>> {
        let document = self.by_text(text)?;
        let actual: Hash = Sha256::digest(text).into();
        if read_hash(hash) != Some(actual) {
            let message = "persistedQuery.sha256Hash is not the hash of query";
            return Err(refused(Code::BadUserInput, message));
        }
        if !self.0.only_trusted {
            self.0.persisted.insert(actual, Arc::clone(&document));
        }
        Ok(document)
    }
}

impl Own {
    const fn new(text: String) -> Self {
        Self { text, document: OnceLock::new() }
    }

    fn open(
        &self,
        registry: &Registry,
        limits: &LimitSettings,
        without: Option<Mechanism>,
    ) -> Result<Arc<Document>, Vec<ServerError>> {
        let open = || Document::open(&self.text, registry, limits, without).map(Arc::new);
        self.document.get_or_init(open).clone()
    }
}

/// Reads a file of documents: `{"id": "document", …}`, which GraphQL Code Generator's and Relay's
/// compilers write.
fn read(file: &Path) -> Result<HashMap<String, String>, DocumentsError> {
    let name = || file.display().to_string();
    let text = fs::read_to_string(file).map_err(|error| DocumentsError::Read(name(), error))?;
    serde_json::from_str(&text).map_err(|error| DocumentsError::Format(name(), error))
}

/// A hash in hexadecimal digits, in either case.
fn read_hash(text: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    hex::decode_to_slice(text, &mut hash).ok()?;
    Some(hash)
}

impl fmt::Debug for Documents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Documents").field("trusted", &self.0.trusted.len()).finish_non_exhaustive()
    }
}

fn refused(code: Code, message: &str) -> Vec<ServerError> {
    vec![coded(message, None, code)]
}
