//! Where the service is, and whether it may be spoken to without TLS.

use std::fmt;
use std::net::IpAddr;

use ureq::http::Uri;

/// The service's scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceUrl {
    base: String,
    loopback: bool,
}

/// Not the URL of a service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Not `https://host` or `http://host`.
    #[error(
        "{0:?} is not the service's URL; expected scheme, host and port only, such as https://mytaku.example.jp"
    )]
    Form(String),
    /// Plain HTTP to another machine.
    #[error(
        "{0:?} would send trips without encryption; use https, or --insecure-http on a network that you trust"
    )]
    Insecure(String),
}

impl ServiceUrl {
    /// Reads `text`. Plain HTTP is for this machine only, unless
    /// `insecure_http`. No path: requests are signed with theirs.
    pub fn parse(text: &str, insecure_http: bool) -> Result<Self, UrlError> {
        let form = || UrlError::Form(text.to_owned());
        let uri: Uri = text.parse().map_err(|_not_a_uri| form())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(form());
        };
        let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
        if !bare || authority.as_str().contains('@') {
            return Err(form());
        }
        let loopback = is_loopback(authority.host());
        match scheme {
            "https" => {}
            "http" if loopback || insecure_http => {}
            "http" => return Err(UrlError::Insecure(text.to_owned())),
            _ => return Err(form()),
        }
        Ok(Self {
            base: format!("{scheme}://{authority}"),
            loopback,
        })
    }

    pub(super) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(super) const fn is_loopback(&self) -> bool {
        self.loopback
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

impl fmt::Display for ServiceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for text in [
            "http://127.0.0.1:8080",
            "http://localhost:8080/",
            "http://[::1]:8080",
            "https://mytaku.example.jp",
        ] {
            assert!(ServiceUrl::parse(text, false).is_ok(), "{text}");
        }
        let outside = "http://mytaku.example.jp";
        assert_eq!(
            ServiceUrl::parse(outside, false),
            Err(UrlError::Insecure(outside.into()))
        );
        assert!(ServiceUrl::parse(outside, true).is_ok());
    }

    #[test]
    fn anything_but_scheme_host_and_port_is_refused() {
        for text in [
            "",
            "mytaku.example.jp",
            "ftp://mytaku.example.jp",
            "https://mytaku.example.jp/v1",
            "https://mytaku.example.jp/?a=b",
            "https://user:secret@mytaku.example.jp",
        ] {
            let result = ServiceUrl::parse(text, false);
            assert!(matches!(result, Err(UrlError::Form(_))), "{text}");
        }
    }
}
