//! The pages that may ask: which origins a browser lets through.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use super::answer::Refusal;
use crate::config::{Mode, ServerSettings};
use crate::service::Code;

/// Origins whose pages may ask. A page that the server itself served always may.
///
/// Source: <https://fetch.spec.whatwg.org/#http-cors-protocol>
#[derive(Debug, Clone)]
pub(super) struct Origins {
    listed: Vec<String>,
    /// Whether pages of this machine may ask, whatever their port.
    local: bool,
    /// Whether only this machine's names for itself are answered to.
    only_local_hosts: bool,
}

impl Origins {
    pub(super) fn new(settings: &ServerSettings) -> Self {
        let listed = settings.cors_origins.iter().map(|origin| origin.trim_end_matches('/'));
        let listed = listed.map(str::to_ascii_lowercase).collect();
        let local = settings.mode == Mode::Development;
        let only_local_hosts = local && is_loopback(&settings.host);
        Self { listed, local, only_local_hosts }
    }

    /// Refuses requests under names that the server doesn't answer to. A page can give its own name
    /// the address of this machine (DNS rebinding), and then ask as if it were ours.
    pub(super) fn check_host(&self, request: &Request) -> Result<(), Refusal> {
        if !self.only_local_hosts {
            return Ok(());
        }
        let of_uri = request.uri().authority().map(Authority::as_str);
        let header = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        let authority = of_uri.or(header).and_then(|host| host.parse::<Authority>().ok());
        if authority.is_some_and(|authority| is_loopback(authority.host())) {
            return Ok(());
        }
        let message = "while server.mode is development, a server on a loopback address answers to \
            localhost only";
        Err(Refusal::new(StatusCode::FORBIDDEN, message).with_code(Code::Forbidden))
    }

    /// Whether pages of this origin may ask.
    pub(super) fn allow(&self, origin: &HeaderValue) -> bool {
        let Ok(origin) = origin.to_str().map(str::to_ascii_lowercase) else { return false };
        let mut listed = self.listed.iter();
        listed.any(|one| one == "*" || *one == origin) || self.local && is_local(&origin)
    }

    /// Whether the page behind a request may ask. Browsers always say which it is when they open a
    /// WebSocket; other programs don't.
    pub(super) fn allow_request(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else { return true };
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let of_origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
        let is_own = of_origin.zip(host).is_some_and(|((_, own), host)| own == host);
        is_own || self.allow(origin)
    }
}

fn is_local(origin: &str) -> bool {
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    let authority = authority.and_then(|authority| authority.parse::<Authority>().ok());
    authority
        .is_some_and(|authority| is_loopback(authority.host()) && !authority.as_str().contains('@'))
}

/// Whether a host is this machine, for itself.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}
