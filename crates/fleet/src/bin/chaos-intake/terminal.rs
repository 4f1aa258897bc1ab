//! A taxi's terminal that never gives up, and that is not always honest.
//!
//! It keeps what it signed until it is acknowledged, and remembers what it was
//! answered: that is what the books are held against.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use domain::{Digest, Timestamp};
use fleet::taxi::RIDES;
use fleet::{Chip, Connection, Request, Taxi};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{RngExt as _, SeedableRng as _};
use wire::Jws;
use wire::api::{TapAnswer, TripAnswer, TripStatus, TripsAnswer};

/// The most records of a request under load.
const TOGETHER_MAX: usize = 20;

/// Records of a request in peace.
const TOGETHER_IN_PEACE: usize = 100;

/// The most records that wait: then there are no more rides.
const WAITING_MAX: usize = 60;

/// How long it waits for an answer. Less than a real one: there is no time.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

const SETTLES_WITHIN: Duration = Duration::from_millis(100);

/// A terminal, and what it knows.
pub struct Terminal {
    pub taxi: Taxi,
    /// Its true records, in order.
    pub signed: Vec<Jws>,
    /// Those of them that were answered to be taken in.
    pub acknowledged: HashSet<Digest>,
    /// Those that were acknowledged and then answered as if they were new.
    pub forgotten: HashSet<Digest>,
    /// False records that it sent.
    pub forged: HashMap<Digest, Jws>,
    /// Those that were answered to be conflicts.
    pub conflicts: HashSet<Digest>,
    /// Answers that should not be.
    pub problems: Vec<String>,
    chip: Arc<Chip>,
    network: SocketAddr,
    connection: Option<Connection>,
    chance: StdRng,
    now: Timestamp,
}

impl Terminal {
    /// Of `taxi`, which reaches the service by `network`.
    pub fn new(
        taxi: Taxi,
        chip: &Arc<Chip>,
        network: SocketAddr,
        now: Timestamp,
        seed: u64,
    ) -> Self {
        Self {
            taxi,
            signed: Vec::new(),
            acknowledged: HashSet::new(),
            forgotten: HashSet::new(),
            forged: HashMap::new(),
            conflicts: HashSet::new(),
            problems: Vec::new(),
            chip: Arc::clone(chip),
            network,
            connection: None,
            chance: StdRng::seed_from_u64(seed),
            now,
        }
    }

    /// Drives and sends until the time is over.
    pub async fn drive(mut self, began: Instant, until: Instant) -> Result<Self> {
        while Instant::now() < until {
            self.ride(began, until)?;
            let batch = self.choose()?;
            self.exchange(&batch).await?;
            let pause = self.chance.random_range(Duration::ZERO..SETTLES_WITHIN);
            tokio::time::sleep(pause).await;
        }
        Ok(self)
    }

    /// Sends what is not acknowledged, in order, until nothing is left or the time
    /// is over.
    pub async fn deliver(mut self, until: Instant) -> Result<Self> {
        loop {
            let waiting: Vec<Jws> = self.waiting().take(TOGETHER_IN_PEACE).cloned().collect();
            if waiting.is_empty() || Instant::now() > until {
                return Ok(self);
            }
            self.insist(&waiting, until).await?;
        }
    }

    /// Sends everything once more, true or false.
    pub async fn repeat(&mut self, until: Instant) -> Result<()> {
        let all = self.signed.iter().chain(self.forged.values());
        let all: Vec<Jws> = all.cloned().collect();
        for batch in all.chunks(TOGETHER_IN_PEACE) {
            self.insist(batch, until).await?;
        }
        Ok(())
    }

    /// Sends a batch until it is answered or the time is over.
    async fn insist(&mut self, batch: &[Jws], until: Instant) -> Result<()> {
        while let Some(silence) = self.exchange(batch).await? {
            if Instant::now() > until {
                self.problems.push(format!("in peace: {silence}"));
                break;
            }
            tokio::time::sleep(SETTLES_WITHIN).await;
        }
        Ok(())
    }

    /// What the service says that a resident has used, and received in yen.
    pub async fn used(&mut self, resident: usize) -> Result<(u32, i64)> {
        let check = self.taxi.check(&self.chip, resident)?;
        let request = Request::tap(&self.taxi, &check, self.now)?;
        let answer = Connection::open(self.network)
            .await?
            .send(request.bytes())
            .await?;
        match serde_json::from_slice(&answer.body)? {
            TapAnswer::Accepted { used, .. } => {
                let year = used.all.fiscal_year;
                Ok((year.uses, year.amount.get()))
            }
            TapAnswer::Refused { reason } => anyhow::bail!("a tap was refused: {}", reason.en),
        }
    }

    /// True records that nothing is known of.
    pub fn waiting(&self) -> impl Iterator<Item = &Jws> {
        let known = &self.acknowledged;
        self.signed
            .iter()
            .filter(|record| !known.contains(&record.digest()))
    }

    /// Some more rides, spread over the time that there is: a taxi has only so many.
    fn ride(&mut self, began: Instant, until: Instant) -> Result<()> {
        let all = u128::try_from(RIDES)?;
        let passed = began.elapsed().as_millis();
        let length = (until - began).as_millis().max(1);
        let most = usize::try_from(all.min(all * passed / length + 1))?;
        let waiting = self.waiting().count();
        let more = self.chance.random_range(0..TOGETHER_MAX);
        let more = more.min(WAITING_MAX.saturating_sub(waiting));
        for _ride in 0..more.min(most.saturating_sub(self.taxi.rides())) {
            let record = self.taxi.ride(&self.chip)?;
            self.signed.push(record);
        }
        Ok(())
    }

    /// What is sent next: records that wait, not all of them and not always in
    /// order; some that are long acknowledged, some twice; and false ones. A false
    /// record comes after the true one that it contradicts, which the service must
    /// then believe.
    fn choose(&mut self) -> Result<Vec<Jws>> {
        let skipped = self.chance.random_range(0..3);
        let most = self.chance.random_range(1..TOGETHER_MAX);
        let mut batch: Vec<Jws> = self.waiting().skip(skipped).take(most).cloned().collect();
        if self.chance.random_bool(0.3) {
            let sent = self.acknowledged_records();
            batch.extend(sent.sample(&mut self.chance, 3).cloned());
        }
        if self.chance.random_bool(0.2) {
            batch.extend(batch.choose(&mut self.chance).cloned());
        }
        if self.chance.random_bool(0.3) {
            batch.shuffle(&mut self.chance);
        }
        if self.chance.random_bool(0.3)
            && let Some(record) = batch.choose(&mut self.chance)
        {
            let forged = if self.chance.random_bool(0.5) {
                self.taxi.forge(record)?
            } else {
                self.taxi.fork(record)?
            };
            self.forged.insert(forged.digest(), forged.clone());
            batch.push(forged);
        }
        Ok(batch)
    }

    fn acknowledged_records(&self) -> Vec<Jws> {
        let known = &self.acknowledged;
        self.signed
            .iter()
            .filter(|record| known.contains(&record.digest()))
            .cloned()
            .collect()
    }

    /// Sends a batch; if it was not answered, why. Then it is sent again later.
    async fn exchange(&mut self, batch: &[Jws]) -> Result<Option<String>> {
        if batch.is_empty() {
            return Ok(None);
        }
        let request = Request::trips(&self.taxi, batch, self.now)?;
        let sent = tokio::time::timeout(ANSWER_WITHIN, self.send(request.bytes())).await;
        let answer = match sent {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return Ok(Some(error.to_string())),
            Err(_elapsed) => return Ok(Some("no answer in time".to_owned())),
        };
        let text = || String::from_utf8_lossy(&answer.body);
        match answer.status {
            200 => {
                let answers: TripsAnswer = serde_json::from_slice(&answer.body)?;
                self.hear(batch, &answers.answers);
                Ok(None)
            }
            // Come again later.
            429 | 503 => Ok(Some(format!("answered {}: {}", answer.status, text()))),
            other => {
                let problem = format!("answered {other}: {}", text());
                self.problems.push(problem.clone());
                Ok(Some(problem))
            }
        }
    }

    async fn send(&mut self, request: &[u8]) -> std::io::Result<fleet::Answer> {
        // Kept only when it was answered on: a late answer would be taken for the next.
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(self.network).await?,
        };
        let answer = connection.send(request).await?;
        self.connection = Some(connection);
        Ok(answer)
    }

    fn hear(&mut self, batch: &[Jws], answers: &[TripAnswer]) {
        let sent = batch.iter().map(Jws::digest);
        if !sent.eq(answers.iter().map(|answer| answer.record)) {
            let problem = "the answers are not those of what was sent";
            self.problems.push(problem.to_owned());
            return;
        }
        for answer in answers {
            let record = answer.record;
            let is_false = self.forged.contains_key(&record);
            match (is_false, answer.status) {
                (false, TripStatus::Created) => {
                    if !self.acknowledged.insert(record) {
                        self.forgotten.insert(record);
                    }
                }
                (false, TripStatus::Duplicate) => {
                    self.acknowledged.insert(record);
                }
                (true, TripStatus::Conflict) => {
                    self.conflicts.insert(record);
                }
                (_, status) => {
                    let kind = if is_false { "false" } else { "true" };
                    let code = answer.reason.as_ref().map(|reason| &reason.code);
                    let problem = format!("a {kind} record was answered {status:?} {code:?}");
                    self.problems.push(problem);
                }
            }
        }
    }
}
