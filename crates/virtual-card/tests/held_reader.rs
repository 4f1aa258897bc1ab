//! Another program keeps the card for itself with a transaction: PC/SC's calls
//! block, the terminal must not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::ffi::CString;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use card::{AllowList, Card, CardKind, Reader, ReaderError, TransmitError};
use common::{as_client, resident};

const NAME: &str = "a_transaction_of_another_program_ends_a_tap_in_time_and_the_next_one_works";
/// Names the reader to the other program, which is this one run once more.
const HOLD: &str = "MYTAKU_TEST_HOLD";
const LIMIT: Duration = Duration::from_millis(300);
const SOON: Duration = Duration::from_secs(20);

/// Another program in the middle of a transaction.
struct OtherProgram(Child);

impl OtherProgram {
    fn hold(reader: &str) -> Self {
        let mut program = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", NAME, "--nocapture"])
            .env(HOLD, reader)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(program.stdout.take().unwrap());
        let holds = said.lines().any(|line| line.unwrap().contains("held"));
        assert!(holds, "the other program got no transaction");
        Self(program)
    }

    fn ends(mut self) {
        drop(self.0.stdin.take());
        // Its standard output is closed, so how it ends says nothing.
        self.0.wait().unwrap();
    }
}

/// What the other program does: holds the card until its input ends.
fn hold_until_told(reader: &str) {
    let context = pcsc::Context::establish(pcsc::Scope::User).unwrap();
    let reader = CString::new(reader).unwrap();
    let mut card = context
        .connect(&reader, pcsc::ShareMode::Shared, pcsc::Protocols::ANY)
        .unwrap();
    let transaction = card.transaction().unwrap();
    println!("held");
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    drop(transaction);
}

/// Runs `action`, which must not take long.
fn in_time<T>(action: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let outcome = action();
    let took = began.elapsed();
    println!("ended after {took:?}");
    assert!(took < 10 * LIMIT, "{took:?}");
    outcome
}

#[test]
fn a_transaction_of_another_program_ends_a_tap_in_time_and_the_next_one_works() {
    if let Some(reader) = std::env::var_os(HOLD) {
        return hold_until_told(reader.to_str().unwrap());
    }
    as_client(NAME, |bench| {
        let no_answer = TransmitError::NoAnswer;
        let (_, resident) = resident();
        bench.insert(&resident);
        let open = || Reader::open(None).unwrap().answering_within(LIMIT);
        let mut reader = open();
        let mut card = Card::open(
            reader.wait_for_card(SOON).unwrap().unwrap(),
            AllowList::Taxi,
        );
        assert_eq!(card.recognise(), Ok(CardKind::MyNumberCard));

        let other = OtherProgram::hold(&reader.name().unwrap());
        // In the middle of a tap.
        let read = in_time(|| card.read_certificate());
        assert_eq!(read, Err(no_answer.clone().into()));
        assert_eq!(no_answer.code(), "reader_no_answer");
        // The next tap, while the first is still stuck.
        let next = in_time(|| reader.wait_for_card(Duration::ZERO));
        assert_eq!(next.unwrap_err(), ReaderError::from(no_answer.clone()));
        // Already when connecting, with a reader of its own.
        let mut second = open();
        let connected = in_time(|| second.wait_for_card(SOON));
        assert_eq!(connected.unwrap_err(), ReaderError::from(no_answer));
        in_time(|| drop(second));
        in_time(|| drop(card));

        other.ends();
        let card = reader.wait_for_card(SOON).unwrap().expect("the card again");
        let mut card = Card::open(card, AllowList::Taxi);
        assert_eq!(card.recognise(), Ok(CardKind::MyNumberCard));
        assert_eq!(
            card.read_certificate().as_deref().ok(),
            resident.certificate()
        );
    });
}
