//! A bad network between taxis and service.
//!
//! It knows where a request begins and ends, so that it can cut in the middle of
//! one, lose an answer that was given, or bring a request twice. It changes no
//! byte: what does arrive is what was sent, as TCP and TLS see to.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use fleet::Connection;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::net::{TcpListener, TcpStream};

/// The longest that a request waits underway.
const DELAY_MAX_MS: u64 = 300;

/// How often each fault came, by its name; those that did not, too.
pub type Faults = BTreeMap<&'static str, usize>;

const DROPPED: &str = "dropped";
const CUT: &str = "cut";
const HUNG_UP: &str = "hung up";
const ANSWER_CUT: &str = "answer cut";
const DELAYED: &str = "delayed";
const DOUBLED: &str = "doubled";

/// Every fault there is.
const FAULTS: [&str; 6] = [DROPPED, CUT, HUNG_UP, ANSWER_CUT, DELAYED, DOUBLED];

/// What happens to one request.
#[derive(Clone, Copy)]
enum Fate {
    Arrives,
    Delayed(Duration),
    /// Never gets there.
    Dropped,
    /// This many bytes of it get there.
    Cut(usize),
    /// Gets there; the taxi is gone before the answer.
    HungUp,
    /// Is answered; this many bytes of the answer come back.
    AnswerCut(usize),
    /// Gets there again, so much later, by another way.
    Doubled(Duration),
}

/// The network: listens for taxis, leads to the service.
pub struct Network {
    address: SocketAddr,
    /// Where the service listens at the moment.
    service_port: AtomicU16,
    is_bad: AtomicBool,
    dice: Mutex<Dice>,
}

struct Dice {
    chance: StdRng,
    faults: Faults,
}

impl Network {
    /// A bad one.
    pub async fn start(seed: u64) -> Result<Arc<Self>> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let network = Arc::new(Self {
            address: listener.local_addr()?,
            service_port: AtomicU16::new(0),
            is_bad: AtomicBool::new(true),
            dice: Mutex::new(Dice {
                chance: StdRng::seed_from_u64(seed),
                faults: FAULTS.map(|name| (name, 0)).into(),
            }),
        });
        tokio::spawn(Arc::clone(&network).listen(listener));
        Ok(network)
    }

    /// Where taxis find it.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on it leads to a service that listens here.
    pub fn lead_to(&self, service: SocketAddr) {
        self.service_port.store(service.port(), Ordering::Relaxed);
    }

    /// No more faults.
    pub fn be_calm(&self) {
        self.is_bad.store(false, Ordering::Relaxed);
    }

    /// What it did so far.
    pub fn faults(&self) -> Faults {
        let dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        dice.faults.clone()
    }

    async fn listen(self: Arc<Self>, listener: TcpListener) {
        loop {
            // One that is gone before it is accepted is no loss.
            if let Ok((taxi, _from)) = listener.accept().await {
                let network = Arc::clone(&self);
                tokio::spawn(async move {
                    // However it ends: both ends see that the connection is gone.
                    let _gone = network.carry(taxi).await;
                });
            }
        }
    }

    /// One connection of a taxi, until either end or a fault ends it.
    async fn carry(&self, taxi: TcpStream) -> io::Result<()> {
        let mut taxi = Connection::over(taxi)?;
        let mut service = self.connect().await?;
        loop {
            let request = taxi.receive().await?;
            let request = request.bytes();
            match self.fate(request.len()) {
                Fate::Dropped => return Ok(()),
                Fate::Cut(length) => {
                    return service.write(part(request, length)).await;
                }
                Fate::HungUp => return service.write(request).await,
                Fate::AnswerCut(length) => {
                    service.write(request).await?;
                    let answer = service.receive().await?;
                    return taxi.write(part(answer.bytes(), length)).await;
                }
                Fate::Delayed(by) => tokio::time::sleep(by).await,
                Fate::Doubled(later) => self.bring_again(request.to_vec(), later),
                Fate::Arrives => {}
            }
            service.write(request).await?;
            let answer = service.receive().await?;
            taxi.write(answer.bytes()).await?;
        }
    }

    async fn connect(&self) -> io::Result<Connection> {
        let port = self.service_port.load(Ordering::Relaxed);
        Connection::open((Ipv4Addr::LOCALHOST, port).into()).await
    }

    /// Nobody hears the answer, but it is waited for.
    fn bring_again(&self, request: Vec<u8>, later: Duration) {
        let port = self.service_port.load(Ordering::Relaxed);
        tokio::spawn(async move {
            tokio::time::sleep(later).await;
            let mut service = Connection::open((Ipv4Addr::LOCALHOST, port).into()).await?;
            service.send(&request).await
        });
    }

    /// Of a request of `length` bytes.
    fn fate(&self, length: usize) -> Fate {
        if !self.is_bad.load(Ordering::Relaxed) {
            return Fate::Arrives;
        }
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        let chance = &mut dice.chance;
        let moment = Duration::from_millis(chance.random_range(0..DELAY_MAX_MS));
        let (fate, name) = match chance.random_range(0..100) {
            0..5 => (Fate::Dropped, DROPPED),
            5..10 => (Fate::Cut(chance.random_range(1..length.max(2))), CUT),
            10..15 => (Fate::HungUp, HUNG_UP),
            15..20 => (Fate::AnswerCut(chance.random_range(1..200)), ANSWER_CUT),
            20..30 => (Fate::Delayed(moment), DELAYED),
            30..40 => (Fate::Doubled(moment), DOUBLED),
            _ => return Fate::Arrives,
        };
        *dice.faults.entry(name).or_default() += 1;
        fate
    }
}

fn part(bytes: &[u8], length: usize) -> &[u8] {
    // All of it, when it is shorter.
    bytes.get(..length).unwrap_or(bytes)
}
