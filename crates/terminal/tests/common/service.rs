//! A service of one thread with canned answers, on a socket of this machine.
//! It checks every signature as the real one does.

use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard};

use domain::{Assurance, Digest, Reason};
use rules::Used;
use serde_json::{Value, json};
use wire::api::{
    ChainEnd, Enrolled, EnrolmentRequest, Problem, RegisterCard, Rotation, RotationRequest,
    TapAnswer, TapCheck, TripAnswer, TripStatus, Trips, TripsAnswer,
};
use wire::{
    Bundle, Jws, Kind, NoncePool, PublicKey, RegisteredCards, SchemeFile, SignedRequest,
    SigningKey, TripRecord, VehicleAssignment,
};

use super::{AUTHORITY, at};

/// How the service behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Up,
    /// Hangs up without an answer.
    Away,
    /// 503 with a problem.
    Overloaded,
    /// 401 with a problem, as for a terminal that was blocked.
    Refusing,
    /// Answers for no record.
    Silent,
    /// Takes a request and says nothing until the other end gives up.
    Hanging,
    /// Answers without end.
    Flooding,
    /// Rotates a key, and its answer does not come through.
    Forgetful,
}

pub struct State {
    pub mood: Mood,
    pub nonces: NoncePool,
    pub registered: Vec<Digest>,
    /// Beside the registered ones: what a tap of a card is answered.
    pub refused: HashMap<Digest, Reason>,
    pub used: Used,
    /// The scheme file in force.
    pub scheme: String,
    /// What is told of every registrant's grounds.
    pub grounds: Vec<String>,
    pub bundle_expires_in_s: i64,
    pub terminal_key: Option<PublicKey>,
    /// The keys before it.
    pub earlier_keys: Vec<PublicKey>,
    /// What an enrolment is told of the chain.
    pub chain: Option<ChainEnd>,
    /// How often a bundle had not changed.
    pub not_modified: usize,
    pub trips: Vec<Jws>,
    pub taps: Vec<TapCheck>,
    pub cards: Vec<RegisterCard>,
    /// What a record is answered, by its sequence number.
    pub statuses: HashMap<u64, TripStatus>,
    known: BTreeSet<Digest>,
}

#[derive(Clone)]
pub struct StubService {
    port: u16,
    state: Arc<Mutex<State>>,
    requests: Arc<Mutex<Receiver<String>>>,
}

pub fn service_key() -> SigningKey {
    SigningKey::from_seed(&[9; 32])
}

impl StubService {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State {
            mood: Mood::Up,
            nonces: pool(1, 50),
            registered: Vec::new(),
            refused: HashMap::new(),
            used: Used::default(),
            scheme: rules::shipped::MAEBASHI.into(),
            grounds: Vec::new(),
            bundle_expires_in_s: 86_400,
            terminal_key: None,
            earlier_keys: Vec::new(),
            chain: None,
            not_modified: 0,
            trips: Vec::new(),
            taps: Vec::new(),
            cards: Vec::new(),
            statuses: HashMap::new(),
            known: BTreeSet::new(),
        }));
        let (seen, requests) = channel();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(&stream.unwrap(), &shared, &seen);
            }
        });
        Self {
            port,
            state,
            requests: Arc::new(Mutex::new(requests)),
        }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn register(&self, cards: impl IntoIterator<Item = Digest>) {
        self.state().registered.extend(cards);
    }

    pub fn mood(&self, mood: Mood) {
        self.state().mood = mood;
    }

    /// Waits until a request to `path` has been answered or hung up on.
    pub fn wait_for(&self, path: &str) {
        let requests = self.requests.lock().unwrap();
        while requests.recv().unwrap() != path {}
    }

    /// The records taken in, in the order of their arrival.
    pub fn records(&self) -> Vec<TripRecord> {
        let state = self.state();
        let key = state.terminal_key.unwrap();
        let read = |jws: &Jws| jws.verify(Kind::Trip, &key).unwrap();
        state.trips.iter().map(read).collect()
    }
}

pub fn pool(first: u64, count: u32) -> NoncePool {
    NoncePool {
        first,
        count,
        seed: [5; 32],
        issued_at: at(),
        expires_at: at().plus_seconds(86_400),
    }
}

pub fn assignment() -> VehicleAssignment {
    VehicleAssignment {
        vehicle: "v-1".parse().unwrap(),
        operator: "op-1".parse().unwrap(),
    }
}

impl State {
    /// Of what the tests change.
    fn content(&self) -> Digest {
        let nonces = serde_json::to_vec(&self.nonces).unwrap();
        let expires = self.bundle_expires_in_s.to_string();
        let mut content = format!("{}{:?}", self.scheme, self.registered).into_bytes();
        content.extend(nonces);
        content.extend(expires.as_bytes());
        Digest::of(content)
    }

    pub fn bundle(&self) -> Bundle {
        Bundle {
            municipality: "102016".parse().unwrap(),
            terminal: "t-1".parse().unwrap(),
            assignment: assignment(),
            content: self.content(),
            issued_at: at(),
            expires_at: at().plus_seconds(self.bundle_expires_in_s),
            schemes: vec![SchemeFile {
                name: "scheme.toml".into(),
                text: self.scheme.clone(),
            }],
            registered: RegisteredCards::build([3; 16], self.registered.iter().copied()).unwrap(),
            nonces: self.nonces.clone(),
            trust_anchors_pem: AUTHORITY.pem().unwrap(),
            certificate_policies: Vec::new(),
            allow_test_cards: true,
        }
    }

    fn answer(&mut self, request: &Request) -> (u16, Vec<u8>) {
        match self.mood {
            Mood::Overloaded => return problem(503, "overloaded"),
            Mood::Refusing => return problem(401, "terminal_blocked"),
            _ => {}
        }
        match request.path.as_str() {
            "/v1/terminal/enrolment" => self.enrol(request),
            "/v1/terminal/rotation" => self.rotate(request),
            "/v1/registrants" => self.register(request),
            _ if !self.is_signed(request) => problem(401, "bad_signature"),
            "/v1/terminal/bundle" => {
                let bundle = self.bundle();
                if request.if_none_match == format!("\"{}\"", bundle.content) {
                    self.not_modified += 1;
                    return (304, Vec::new());
                }
                let jws = bundle.sign(&service_key()).unwrap();
                (200, jws.as_str().as_bytes().to_vec())
            }
            "/v1/taps" => ok(&self.tap(serde_json::from_slice(&request.body).unwrap())),
            "/v1/trips" => ok(&self.take_in(&serde_json::from_slice(&request.body).unwrap())),
            _ => problem(404, "not_found"),
        }
    }

    fn enrol(&mut self, request: &Request) -> (u16, Vec<u8>) {
        let request: EnrolmentRequest = serde_json::from_slice(&request.body).unwrap();
        let enrolment: Result<Value, _> = request
            .enrolment
            .verify(Kind::Enrolment, &request.public_key);
        if enrolment.unwrap() != json!({"code": "CODE"}) {
            return problem(403, "code_unknown");
        }
        self.terminal_key = Some(request.public_key);
        ok(&self.enrolled())
    }

    /// As the real one: asked again, it answers again.
    fn rotate(&mut self, request: &Request) -> (u16, Vec<u8>) {
        let request: RotationRequest = serde_json::from_slice(&request.body).unwrap();
        let done = self.terminal_key == Some(request.public_key);
        let old = if done {
            self.earlier_keys.last().copied()
        } else {
            self.terminal_key
        };
        let by_old: Result<Rotation, _> = request.by_old.verify(Kind::Rotation, &old.unwrap());
        let by_new: Rotation = request
            .by_new
            .verify(Kind::Rotation, &request.public_key)
            .unwrap();
        if by_old.is_err() {
            return problem(401, "rotation_not_signed");
        }
        assert_eq!(by_old.unwrap(), by_new);
        if !done {
            self.earlier_keys.extend(self.terminal_key);
            self.terminal_key = Some(request.public_key);
        }
        if self.mood == Mood::Forgetful {
            return problem(503, "answer_lost");
        }
        ok(&self.enrolled())
    }

    fn enrolled(&self) -> Enrolled {
        Enrolled {
            municipality: "102016".parse().unwrap(),
            terminal: "t-1".parse().unwrap(),
            assignment: assignment(),
            service_key: service_key().public(),
            chain: self.chain,
        }
    }

    fn register(&mut self, request: &Request) -> (u16, Vec<u8>) {
        if request.authorization != "Bearer city-token" {
            return problem(401, "token_unknown");
        }
        let card: RegisterCard = serde_json::from_slice(&request.body).unwrap();
        let before = self.cards.iter().filter(|it| {
            it.registrant.id == card.registrant.id && it.certificate != card.certificate
        });
        let replaced: Vec<Digest> = before.map(|it| Digest::of(&it.certificate)).collect();
        let answer = json!({
            "registrant": card.registrant.id,
            "fingerprint": Digest::of(&card.certificate),
            "issuer": "O=JPKI-TEST",
            "valid_from": at(),
            "valid_until": at(),
            "replaced": replaced,
        });
        self.cards.push(card);
        ok(&answer)
    }

    fn is_signed(&self, request: &Request) -> bool {
        let jws = SignedRequest::jws_in(&request.authorization).unwrap();
        assert_eq!(jws.key_id().unwrap(), "102016/t-1");
        let Ok(signed) = SignedRequest::verify(&jws, &self.terminal_key.unwrap()) else {
            return false;
        };
        signed.method == request.method
            && signed.path == request.path
            && signed.body == Digest::of(&request.body)
    }

    fn tap(&mut self, check: TapCheck) -> TapAnswer {
        let fingerprint = check.tap.fingerprint;
        let assurance = match (&check.tap.declared, &check.tap.chip) {
            (Some(_declared), _) => Assurance::A0,
            (None, Some(_answer)) => Assurance::A2,
            (None, None) => Assurance::A1,
        };
        self.taps.push(check);
        if let Some(reason) = self.refused.get(&fingerprint) {
            return TapAnswer::Refused {
                reason: reason.clone(),
            };
        }
        if !self.registered.contains(&fingerprint) {
            return TapAnswer::Refused {
                reason: Reason::new("not_registered", "登録がありません。", "Not registered."),
            };
        }
        TapAnswer::Accepted {
            assurance,
            registered_on: "2026-04-01".parse().unwrap(),
            grounds: self.grounds.clone(),
            used: self.used,
        }
    }

    fn take_in(&mut self, trips: &Trips) -> TripsAnswer {
        if self.mood == Mood::Silent {
            return TripsAnswer {
                answers: Vec::new(),
            };
        }
        let answers = trips
            .records
            .iter()
            .map(|jws| self.take_in_one(jws))
            .collect();
        TripsAnswer { answers }
    }

    fn take_in_one(&mut self, jws: &Jws) -> TripAnswer {
        let mut keys = self.earlier_keys.iter().chain(&self.terminal_key);
        let record: TripRecord = keys
            .find_map(|key| jws.verify(Kind::Trip, key).ok())
            .unwrap();
        let status = match self.statuses.get(&record.sequence) {
            Some(status) => *status,
            None if self.known.insert(jws.digest()) => {
                self.trips.push(jws.clone());
                TripStatus::Created
            }
            None => TripStatus::Duplicate,
        };
        let taken_in = matches!(status, TripStatus::Created | TripStatus::Duplicate);
        TripAnswer {
            record: jws.digest(),
            trip_id: Some(record.trip_id),
            status,
            reason: (!taken_in)
                .then(|| Reason::new("told_so", "受け付けできません。", "Not taken in.")),
            decision: None,
        }
    }
}

struct Request {
    method: String,
    path: String,
    authorization: String,
    if_none_match: String,
    body: Vec<u8>,
}

fn ok(answer: &impl serde::Serialize) -> (u16, Vec<u8>) {
    (200, serde_json::to_vec(answer).unwrap())
}

fn problem(status: u16, code: &str) -> (u16, Vec<u8>) {
    let problem = Problem::new(status, code, "できません。", "Not possible.");
    (status, serde_json::to_vec(&problem).unwrap())
}

fn serve(stream: &TcpStream, state: &Mutex<State>, seen: &Sender<String>) {
    let Some(request) = read(stream) else {
        return;
    };
    let mut state = state.lock().unwrap();
    let mut stream = stream;
    match state.mood {
        Mood::Away => {}
        Mood::Hanging => {
            drop(state);
            let _given_up = stream.read(&mut [0]);
            return;
        }
        Mood::Flooding => {
            drop(state);
            let head = b"HTTP/1.1 200 X\r\nconnection: close\r\n\r\n";
            let mut sent = stream.write_all(head);
            while sent.is_ok() {
                sent = stream.write_all(&[b' '; 16_384]);
            }
            return;
        }
        _ => reply(stream, &mut state, &request),
    }
    drop(state);
    // Nobody has to listen.
    let _noted = seen.send(request.path);
}

fn reply(mut stream: &TcpStream, state: &mut State, request: &Request) {
    let (status, body) = state.answer(request);
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nmytaku-time: {}\r\nconnection: close\r\n\r\n",
        body.len(),
        at(),
    );
    // A client that was killed does not read its answer.
    let _sent = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(&body));
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let header = |name: &str| {
        lines.iter().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    };
    let length = header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let mut words = lines[0].split(' ');
    Some(Request {
        method: words.next()?.to_owned(),
        path: words.next()?.to_owned(),
        authorization: header("authorization").unwrap_or_default(),
        if_none_match: header("if-none-match").unwrap_or_default(),
        body,
    })
}
