//! The pages that may ask: which origins a browser lets through.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::answer::Refusal;
use crate::config::{Mode, ServerSettings};
use crate::service::Code;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Origins whose pages may ask. A page that the server itself served always may.
///
/// Source: <https://fetch.spec.whatwg.org/#http-cors-protocol>
#[derive(Debug, Clone)]
pub(super) struct Origins {
    listed: Vec<String>,
    /// Whether pages of this machine may ask, whatever their port.
    local: bool,
    /// The names that the server answers to beside those of this machine; `None`: to any.
    hosts: Option<Vec<String>>,
}

impl Origins {
    /// `asks` is whether requests need credentials.
    pub(super) fn new(settings: &ServerSettings, asks: bool) -> Self {
        let listed = settings.cors_origins.iter().map(|origin| origin.trim_end_matches('/'));
        let listed = listed.map(str::to_ascii_lowercase).collect();
        let local = settings.mode == Mode::Development;
        let is_open = asks || settings.hosts.iter().any(|host| host == "*");
        let hosts = (!is_open).then(|| settings.hosts.clone());
        Self { listed, local, hosts }
    }

    /// Refuses requests under names that the server doesn't answer to. A page can give its own name
    /// the address of this machine (DNS rebinding), and then ask as if it were ours: what keeps it
    /// out elsewhere are credentials that it doesn't have.
    pub(super) fn check_host(&self, request: &Request) -> Result<(), Refusal> {
        let Some(hosts) = &self.hosts else { return Ok(()) };
        let of_uri = request.uri().authority().map(Authority::as_str);
        let header = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        let authority = of_uri.or(header).and_then(|host| host.parse::<Authority>().ok());
        let answers_to = |host: &str| {
            is_this_machine(host)
                || address(host).is_some()
                || hosts.iter().any(|one| one.eq_ignore_ascii_case(host))
        };
        if authority.is_some_and(|authority| answers_to(authority.host())) {
            return Ok(());
        }
        let message = "a server that asks nobody who they are answers under addresses, localhost and \
            the names in server.hosts only";
        Err(Refusal::new(StatusCode::FORBIDDEN, message).with_code(Code::Forbidden))
    }

    /// Whether pages of this origin may ask.
    pub(super) fn allow(&self, origin: &HeaderValue) -> bool {
        let Ok(origin) = origin.to_str().map(str::to_ascii_lowercase) else { return false };
        let mut listed = self.listed.iter();
        listed.any(|one| one == "*" || *one == origin) || self.local && is_local(&origin)
    }

    /// Whether the page behind a request may ask that no preflight came before. Browsers say which
    /// page it is, or at least whether it is one of ours; other programs say neither.
    ///
    /// Source: <https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header>
    pub(super) fn allow_request(&self, headers: &HeaderMap) -> bool {
        let site = headers.get(SEC_FETCH_SITE).map(HeaderValue::as_bytes);
        let is_own = matches!(site, Some(b"same-origin" | b"none"));
        let Some(origin) = headers.get(header::ORIGIN) else { return is_own || site.is_none() };
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let of_origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
        let is_here = of_origin.zip(host).is_some_and(|((_, own), host)| own == host);
        is_own || is_here || self.allow(origin)
    }
}

fn is_local(origin: &str) -> bool {
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    let authority = authority.and_then(|authority| authority.parse::<Authority>().ok());
    authority.is_some_and(|authority| {
        is_this_machine(authority.host()) && !authority.as_str().contains('@')
    })
}

/// Whether a host is this machine, for itself: names under `localhost` lead nowhere else (RFC 6761).
fn is_this_machine(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || address(host).is_some_and(|address| address.is_loopback())
}

/// The address that a host is, if it is no name.
fn address(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}
