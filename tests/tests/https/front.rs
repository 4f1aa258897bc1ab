//! What stands before the service in a city: a server that speaks TLS and hands on what
//! it hears, as it hears it.
//!
//! It knows of HTTP where a message ends, and nothing else. Its certificate is made by
//! the test, and can be taken for another one while it runs, as when one is renewed.

use std::io::{self, BufRead, BufReader, Read as _, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use domain::Timestamp;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use virtual_card::{CardKey, Leaf, TestAuthority};
use x509_cert::der::Encode as _;
use x509_cert::der::asn1::{Ia5String, OctetString};
use x509_cert::der::oid::AssociatedOid as _;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

/// Now, by the clock that certificates are held against: no play sets it.
pub fn now() -> Timestamp {
    let clock = clock::Clock::from_file_or_system(None).unwrap();
    clock.now().unwrap()
}

/// What a server shows and proves itself by.
pub type Shown = Arc<ServerConfig>;

/// A certificate for this machine, under which one can be reached here.
pub fn for_this_machine(authority: &TestAuthority) -> Shown {
    shown(authority, this_machine(), good())
}

/// The same, expired yesterday.
pub fn expired(authority: &TestAuthority) -> Shown {
    shown(authority, this_machine(), good().expired(now()))
}

/// The same, of which a server says that it is an authority itself.
pub fn of_an_authority(authority: &TestAuthority) -> Shown {
    let leaf = Leaf {
        authority: true,
        ..good()
    };
    shown(authority, this_machine(), leaf)
}

/// A good certificate of another server.
pub fn for_another_server(authority: &TestAuthority) -> Shown {
    let name = Ia5String::new("mytaku.example.jp").unwrap();
    shown(authority, GeneralName::DnsName(name), good())
}

fn this_machine() -> GeneralName {
    GeneralName::IpAddress(OctetString::new([127, 0, 0, 1]).unwrap())
}

/// What a server's certificate says, but for whose it is.
fn good() -> Leaf {
    Leaf {
        client_auth: false,
        policy: None,
        ..Leaf::authentication(now())
    }
}

fn shown(authority: &TestAuthority, name: GeneralName, mut leaf: Leaf) -> Shown {
    let names = SubjectAltName(vec![name]).to_der().unwrap();
    leaf.extra.push(Extension {
        extn_id: SubjectAltName::OID,
        critical: false,
        extn_value: OctetString::new(names).unwrap(),
    });
    let key = CardKey::rsa().unwrap();
    let certificate = CertificateDer::from(authority.issue(&leaf, &key).unwrap());
    let key = PrivatePkcs8KeyDer::from(key.to_pkcs8().unwrap());
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.into())
        .unwrap();
    Arc::new(config)
}

/// The server.
pub struct Front {
    port: u16,
    shown: Arc<Mutex<Shown>>,
    heard: Heard,
}

/// First lines of the requests that came through.
type Heard = Arc<Mutex<Vec<String>>>;

impl Front {
    /// Before the service at `url`.
    pub fn start(url: &str, shown: Shown) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let service = url.strip_prefix("http://").unwrap().to_owned();
        let shown = Arc::new(Mutex::new(shown));
        let heard = Heard::default();
        let (showing, hearing) = (Arc::clone(&shown), Arc::clone(&heard));
        thread::spawn(move || {
            for client in listener.incoming() {
                let shown = Arc::clone(&showing.lock().unwrap());
                let (service, heard) = (service.clone(), Arc::clone(&hearing));
                // Who does not trust what is shown hangs up.
                thread::spawn(move || pass(client?, shown, &service, &heard));
            }
        });
        Self { port, shown, heard }
    }

    /// Shows another certificate to whoever connects from now on.
    pub fn show(&self, shown: Shown) {
        *self.shown.lock().unwrap() = shown;
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("https://127.0.0.1:{}", self.port)
    }

    /// What was asked since this was last called, as `POST /v1/trips`.
    pub fn heard(&self) -> Vec<String> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
}

fn pass(client: TcpStream, shown: Shown, service: &str, heard: &Heard) -> io::Result<()> {
    let tls = ServerConnection::new(shown).map_err(io::Error::other)?;
    let mut client = BufReader::new(StreamOwned::new(tls, client));
    let mut service = BufReader::new(TcpStream::connect(service)?);
    while let Some(request) = message(&mut client)? {
        let line = String::from_utf8_lossy(&request);
        let words: Vec<&str> = line.split(' ').take(2).collect();
        heard.lock().unwrap().push(words.join(" "));
        service.get_mut().write_all(&request)?;
        let Some(answer) = message(&mut service)? else {
            break;
        };
        client.get_mut().write_all(&answer)?;
        client.get_mut().flush()?;
    }
    Ok(())
}

/// A request or an answer, whole; none when the other end is done.
fn message(from: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut message = Vec::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        message.extend(line.as_bytes());
        let line = line.to_ascii_lowercase();
        if let Some(stated) = line.strip_prefix("content-length:") {
            length = stated.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    from.take(length).read_to_end(&mut message)?;
    Ok(Some(message))
}
