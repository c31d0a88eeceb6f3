//! Forms of text: hosts, origins, addresses.

use std::net::IpAddr;

/// Whether a text is an address, or a name that one may have.
pub(super) fn is_host(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    text.parse::<IpAddr>().is_ok() || !text.is_empty() && text.chars().all(is_part)
}

/// Whether a text is an origin, as browsers write it: a scheme, a host, and maybe a port.
pub(super) fn is_origin(text: &str) -> bool {
    let is_scheme = |scheme: &str| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_part)
    };
    let parts = text.trim_end_matches('/').split_once("://");
    parts.is_some_and(|(scheme, authority)| is_scheme(scheme) && is_authority(authority))
}

/// Whether a text is an address of the web.
pub(super) fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let authority = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    authority.is_some_and(is_authority) && !text.contains(char::is_whitespace)
}

/// Whether a text is a host and maybe a port.
fn is_authority(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_host = address.map_or_else(|| is_host(host) && !host.contains(':'), self::is_host);
    is_host && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

const DATABASES: &str =
    "must be sqlite://FILE, sqlite::memory: or postgres://USER:PASSWORD@HOST:PORT/DATABASE";

/// What is wrong with the address of a database, if anything is.
pub(super) fn database_fault(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once(':').unwrap_or((url, ""));
    match scheme {
        "sqlite" => {
            let path = rest.trim_start_matches("//").split('?').next().unwrap_or_default();
            let is_empty = path.is_empty();
            is_empty.then(|| "names no file: it is sqlite://FILE, or sqlite::memory:".to_owned())
        }
        "postgres" | "postgresql" => match rest.strip_prefix("//") {
            Some(rest) if is_postgres(rest) => None,
            _ => Some(
                "can't be read: it is postgres://USER:PASSWORD@HOST:PORT/DATABASE, where other \
                 characters than letters and digits in USER and PASSWORD are percent-encoded: / is \
                 %2F, @ is %40, # is %23"
                    .to_owned(),
            ),
        },
        other if ["sqlite", "postgres", "postgresql"].contains(&&*other.to_lowercase()) => {
            Some(format!("{DATABASES}, in lower case"))
        }
        _ => Some(DATABASES.to_owned()),
    }
}

/// Whether what follows the scheme is of the form that was meant: a raw `/`, `?` or `#` in a password
/// ends the part with the host too early, and leaves an `@` behind it.
fn is_postgres(rest: &str) -> bool {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (path, parameters) = tail.split_once('?').unwrap_or((tail, ""));
    let is_name = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let is_parameter = |text: &str| text.split_once('=').is_some_and(|(name, _)| is_name(name));
    let is_encoded = |text: &str| {
        text.split('%').skip(1).all(|rest| {
            rest.as_bytes().get(..2).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit))
        })
    };
    // The folder of a socket is a host, too.
    let is_there = host.is_empty() || is_authority(host) || host.to_uppercase().starts_with("%2F");
    is_there
        && is_encoded(user)
        && parameters.split('&').all(|one| one.is_empty() || is_parameter(one))
        && !path.contains(['@', '#'])
        && !rest.contains(char::is_whitespace)
}
