//! Group commit: requests that come in while a batch is being written wait
//! together and become the next one.
//!
//! Nobody waits for company: a request that finds its municipality idle is
//! written at once, by itself. The bounds are stated below. When too much waits,
//! a request is refused at once with the word when to come again, so that those
//! that wait are answered in time; its terminal has kept the records. What was
//! not written is not answered, whatever happens to the process.
//!
//! The batches are written on a thread of their own, over connections that are served
//! by that thread, so that they neither wait for requests that are being read nor are
//! lost with one that is given up by its caller. Deliberately absent: any order among municipalities, and any
//! memory of what was taken in; the database has that.

use std::collections::HashMap;
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use domain::MunicipalityCode;
use meters::meters;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::{JoinSet, LocalSet};
use wire::api::TripsAnswer;

use super::batch;
use super::read::Submission;
use crate::{Database, Error, RefusalKind, Result, Settlement};

/// The most records of one batch, unless a single request has more.
const BATCH_RECORDS_MAX: usize = 256;

/// The most records that wait. At the slowest that a batch was measured, this is
/// a few seconds' work.
pub const WAITING_RECORDS_MAX: usize = 4_096;

/// Municipalities that are written at the same time, each over a connection.
pub const MUNICIPALITIES_AT_ONCE: usize = 4;

/// Where requests with trips wait for their batch.
pub struct Queue {
    entrance: mpsc::UnboundedSender<Waiting>,
    waiting_records: Arc<AtomicUsize>,
    /// Comes when nothing waits any more.
    finished: oneshot::Receiver<()>,
}

/// A request that waits.
struct Waiting {
    submission: Submission,
    answer: oneshot::Sender<Result<TripsAnswer>>,
    since: Instant,
}

impl Queue {
    /// Starts writing for `settlement`, until the queue is closed or dropped; what
    /// waits then is still written. `database` is the queue's own way to the same
    /// database: a connection is served by the thread that opened it.
    pub fn start(settlement: Arc<Settlement>, database: Database) -> io::Result<Self> {
        let (entrance, arrivals) = mpsc::unbounded_channel();
        let waiting_records = Arc::new(AtomicUsize::new(0));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let waiting = Arc::clone(&waiting_records);
        let (finish, finished) = oneshot::channel();
        std::thread::Builder::new()
            .name("intake".into())
            .spawn(move || {
                let writer = Rc::new(Writer {
                    settlement,
                    database,
                    waiting_records: waiting,
                    connections: Semaphore::new(MUNICIPALITIES_AT_ONCE),
                });
                LocalSet::new().block_on(&runtime, writer.serve(arrivals));
                let _nobody_waits = finish.send(());
            })?;
        Ok(Self {
            entrance,
            waiting_records,
            finished,
        })
    }

    /// Lets nothing more in and waits until all that waits is written.
    pub async fn close(self) {
        drop(self.entrance);
        if self.finished.await.is_err() {
            tracing::error!("the writer of trips ended by a fault; the log above says which");
        }
    }

    /// Whether the writer lives: without it, nothing is taken in.
    pub fn is_running(&self) -> bool {
        !self.entrance.is_closed()
    }

    /// Waits until `submission` is written, and answers its records.
    ///
    /// Refused at once when it would make more than [`WAITING_RECORDS_MAX`]
    /// records wait.
    pub async fn take_in(&self, submission: Submission) -> Result<TripsAnswer> {
        let records = submission.len();
        let before = self.waiting_records.fetch_add(records, Ordering::Relaxed);
        if before > 0 && before + records > WAITING_RECORDS_MAX {
            self.waiting_records.fetch_sub(records, Ordering::Relaxed);
            meters().intake.refused_busy.inc();
            return Err(full());
        }
        meters().intake.waiting(before + records);
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting {
            submission,
            answer,
            since: Instant::now(),
        };
        // If the writer is gone, the request is dropped with its answer.
        let _entered = self.entrance.send(waiting);
        answered.await.unwrap_or(Err(Error::Unavailable))
    }
}

/// Who writes, and what with.
struct Writer {
    settlement: Arc<Settlement>,
    database: Database,
    waiting_records: Arc<AtomicUsize>,
    connections: Semaphore,
}

impl Writer {
    /// Hands requests to their municipality's lane until no more can arrive and
    /// none waits.
    async fn serve(self: Rc<Self>, mut arrivals: mpsc::UnboundedReceiver<Waiting>) {
        let mut lanes: HashMap<MunicipalityCode, mpsc::UnboundedSender<Waiting>> = HashMap::new();
        let mut tasks = JoinSet::new();
        while let Some(waiting) = arrivals.recv().await {
            let lane = lanes
                .entry(waiting.submission.municipality())
                .or_insert_with(|| {
                    let (entrance, lane) = mpsc::unbounded_channel();
                    tasks.spawn_local(Rc::clone(&self).write(lane));
                    entrance
                });
            // A lane ends only with its entrance; if it failed, the request is
            // dropped with its answer, and its terminal sends it again.
            let _ended = lane.send(waiting);
        }
        drop(lanes);
        while tasks.join_next().await.is_some() {}
    }

    /// One municipality's batches, one after the other.
    async fn write(self: Rc<Self>, mut lane: mpsc::UnboundedReceiver<Waiting>) {
        let mut left_over = None;
        loop {
            let first = match left_over.take() {
                Some(waiting) => waiting,
                None => match lane.recv().await {
                    Some(waiting) => waiting,
                    None => return,
                },
            };
            let mut batch = vec![first];
            left_over = gather(&mut batch, &mut lane);
            // Never closed.
            let _connection = self.connections.acquire().await;
            let records: usize = batch.iter().map(|one| one.submission.len()).sum();
            let began = Instant::now();
            for waiting in &batch {
                meters().intake.waited(began.duration_since(waiting.since));
            }
            self.answer(batch).await;
            meters().intake.wrote(records, began.elapsed());
            let before = self.waiting_records.fetch_sub(records, Ordering::Relaxed);
            meters().intake.waiting(before.saturating_sub(records));
        }
    }

    /// Writes a batch and answers its requests. When it fails by something in
    /// it, each request is written by itself, so that only the one at fault fails.
    async fn answer(&self, batch: Vec<Waiting>) {
        let (submissions, answers): (Vec<_>, Vec<_>) = batch
            .into_iter()
            .map(|waiting| (waiting.submission, waiting.answer))
            .unzip();
        match batch::take_in(&self.settlement, &self.database, &submissions).await {
            Ok(answered) => {
                for (answer, answered) in answers.into_iter().zip(answered) {
                    let _given_up = answer.send(answered);
                }
            }
            Err(error) if error.is_unavailable() || submissions.len() == 1 => {
                fail(error, answers);
            }
            Err(error) => {
                tracing::warn!(%error, requests = submissions.len(), "a batch failed; each of its requests is tried alone");
                for (submission, answer) in submissions.iter().zip(answers) {
                    let answered =
                        batch::take_in_one(&self.settlement, &self.database, submission).await;
                    let _given_up = answer.send(answered);
                }
            }
        }
    }
}

/// Adds what waits in the lane; what would be too much is given back.
fn gather(
    batch: &mut Vec<Waiting>,
    lane: &mut mpsc::UnboundedReceiver<Waiting>,
) -> Option<Waiting> {
    let mut records: usize = batch.iter().map(|waiting| waiting.submission.len()).sum();
    while let Ok(waiting) = lane.try_recv() {
        records += waiting.submission.len();
        if records > BATCH_RECORDS_MAX {
            return Some(waiting);
        }
        batch.push(waiting);
    }
    None
}

/// The first request is told the error itself, for the log; the others that it
/// did not work.
fn fail(error: Error, answers: Vec<oneshot::Sender<Result<TripsAnswer>>>) {
    let mut error = Some(error);
    for answer in answers {
        let _given_up = answer.send(Err(error.take().unwrap_or(Error::Unavailable)));
    }
}

fn full() -> Error {
    Error::refused(
        RefusalKind::Busy,
        "intake_queue_full",
        "ただいま混み合っています。少し待ってから自動的に再送してください。",
        "Too many trips wait to be taken in; keep the records and send them again after the time in Retry-After.",
    )
}
