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
use super::unflushed::{Unflushed, flush};
use crate::{Database, Error, RefusalKind, Result, Settlement};

/// The most records of one batch, unless a single request has more.
const BATCH_RECORDS_MAX: usize = 256;

/// The most records that wait. At the slowest that a batch was measured, this is
/// a few seconds' work.
pub const WAITING_RECORDS_MAX: usize = 4_096;

/// Municipalities that are written at the same time, each over a connection.
const MUNICIPALITIES_AT_ONCE: usize = 4;

/// Connections that a queue uses: one more, to wait for the disk.
pub const CONNECTIONS: usize = MUNICIPALITIES_AT_ONCE + 1;

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
    answer: Answer,
    since: Instant,
}

/// Where the answer goes, and the place that its request takes until then.
struct Answer {
    to: oneshot::Sender<Result<TripsAnswer>>,
    _place: Place,
}

impl Answer {
    fn give(self, answer: Result<TripsAnswer>) {
        let _given_up = self.to.send(answer);
    }
}

/// Room for so many records among those that wait; given back when dropped.
struct Place {
    waiting_records: Arc<AtomicUsize>,
    records: usize,
}

impl Place {
    /// None if it would make more than [`WAITING_RECORDS_MAX`] records wait.
    fn take(waiting_records: &Arc<AtomicUsize>, records: usize) -> Option<Self> {
        let before = waiting_records.fetch_add(records, Ordering::Relaxed);
        let place = Self {
            waiting_records: Arc::clone(waiting_records),
            records,
        };
        meters().intake.waiting(before + records);
        (before == 0 || before + records <= WAITING_RECORDS_MAX).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let before = self
            .waiting_records
            .fetch_sub(self.records, Ordering::Relaxed);
        meters().intake.waiting(before.saturating_sub(self.records));
    }
}

/// Answers of a batch, each with where it goes.
type Answers = Vec<(Answer, Result<TripsAnswer>)>;

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
        let (finish, finished) = oneshot::channel();
        std::thread::Builder::new()
            .name("intake".into())
            .spawn(move || {
                let (written, batches) = mpsc::unbounded_channel();
                let flushing = answer_from_disk(database.clone(), batches);
                let writer = Rc::new(Writer {
                    settlement,
                    database,
                    written,
                    connections: Semaphore::new(MUNICIPALITIES_AT_ONCE),
                });
                LocalSet::new().block_on(&runtime, async {
                    tokio::join!(writer.serve(arrivals), flushing)
                });
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
        let Some(place) = Place::take(&self.waiting_records, submission.len()) else {
            meters().intake.refused_busy.inc();
            return Err(full());
        };
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting {
            submission,
            answer: Answer {
                to: answer,
                _place: place,
            },
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
    /// To whom batches go when they are committed.
    written: mpsc::UnboundedSender<Unflushed<Answers>>,
    connections: Semaphore,
}

impl Writer {
    /// Hands requests to their municipality's lane until no more can arrive and
    /// none waits.
    async fn serve(self: Rc<Self>, mut arrivals: mpsc::UnboundedReceiver<Waiting>) {
        let mut lanes: HashMap<MunicipalityCode, mpsc::UnboundedSender<Waiting>> = HashMap::new();
        let mut tasks = JoinSet::new();
        while let Some(waiting) = arrivals.recv().await {
            let municipality = waiting.submission.municipality();
            let lane = lanes.entry(municipality).or_insert_with(|| {
                let (entrance, lane) = mpsc::unbounded_channel();
                tasks.spawn_local(Rc::clone(&self).write(municipality, lane));
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
    async fn write(
        self: Rc<Self>,
        municipality: MunicipalityCode,
        mut lane: mpsc::UnboundedReceiver<Waiting>,
    ) {
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
            self.write_batch(municipality, batch).await;
            meters().intake.wrote(records, began.elapsed());
        }
    }

    /// Writes a batch. When it fails by something in it, each request is written by
    /// itself, so that only the one at fault fails.
    async fn write_batch(&self, municipality: MunicipalityCode, batch: Vec<Waiting>) {
        let (submissions, answers): (Vec<_>, Vec<_>) = batch
            .into_iter()
            .map(|waiting| (waiting.submission, waiting.answer))
            .unzip();
        let (settlement, database) = (&self.settlement, &self.database);
        match batch::take_in(settlement, database, municipality, &submissions).await {
            Ok(batch) => {
                let batch = batch.map(|answered| answers.into_iter().zip(answered).collect());
                // Whoever waits for the disk ends after this does.
                let _entered = self.written.send(batch);
            }
            Err(error) if error.is_unavailable() || submissions.len() == 1 => {
                fail(error, answers);
            }
            Err(error) => {
                tracing::warn!(%error, requests = submissions.len(), "a batch failed; each of its requests is tried alone");
                for (submission, answer) in submissions.iter().zip(answers) {
                    answer.give(batch::take_in_one(settlement, database, submission).await);
                }
            }
        }
    }
}

/// Answers the requests of committed batches when they are on disk. What comes in
/// meanwhile is waited for together.
async fn answer_from_disk(
    database: Database,
    mut batches: mpsc::UnboundedReceiver<Unflushed<Answers>>,
) {
    while let Some(first) = batches.recv().await {
        let mut together = vec![first];
        while let Ok(next) = batches.try_recv() {
            together.push(next);
        }
        match flush(&database, together).await {
            Ok(on_disk) => on_disk
                .into_iter()
                .flatten()
                .for_each(|(answer, answered)| answer.give(answered)),
            // Their answers are dropped: their terminals send them again.
            Err(error) => tracing::error!(%error, "cannot tell whether batches are on disk"),
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
fn fail(error: Error, answers: Vec<Answer>) {
    let mut error = Some(error);
    for answer in answers {
        answer.give(Err(error.take().unwrap_or(Error::Unavailable)));
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
