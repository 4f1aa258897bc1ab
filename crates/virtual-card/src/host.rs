//! The host of a virtual reader: a private pcscd and the slot of its reader,
//! driven by JSON lines.

use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;

use crate::card::VirtualCard;
use crate::control::{Answer, Request, ServiceState};
use crate::namespace::{self, PCSCD_FOLDER};
use crate::pcscd::Pcscd;
use crate::persona::Persona;
use crate::slot::Slot;

/// The hidden subcommand that [`run_private`] runs inside the namespaces.
const INSIDE: &str = "reader-inside";

/// Runs a virtual reader whose pcscd listens in `folder`, which is made if
/// need be. Returns only on failure; the work is done in [`run_inside`].
pub fn run_private(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let folder = folder
        .canonicalize()
        .with_context(|| format!("cannot find the folder {}", folder.display()))?;
    namespace::check_folder(&folder)?;
    namespace::enter(&[INSIDE], &folder)
}

/// Inside the namespaces: serves requests from standard input until it ends,
/// `quit`, SIGTERM or Ctrl-C.
pub fn run_inside(folder: &Path) -> Result<()> {
    namespace::furnish(folder)?;
    let (sender, events) = channel();
    listen(&sender)?;
    let mut host = Host {
        pcscd: Pcscd::new(Path::new(PCSCD_FOLDER))?,
        slot: Slot::default(),
    };
    host.pcscd.start()?;
    say(&Answer::Ready(folder.join("pcscd.comm")))?;
    host.serve(&events)?;
    // The card first, so that vpcd sees it leave; then pcscd and its files.
    drop(host);
    say(&Answer::Quit(true))
}

struct Host {
    slot: Slot,
    pcscd: Pcscd,
}

enum Event {
    Line(String),
    End,
}

impl Host {
    fn serve(&mut self, events: &Receiver<Event>) -> Result<()> {
        while let Ok(Event::Line(line)) = events.recv() {
            let answer = match serde_json::from_str(&line) {
                Ok(Request::Quit(_)) => break,
                Ok(request) => self
                    .answer(request)
                    .unwrap_or_else(|error| Answer::Error(format!("{error:#}"))),
                Err(error) => Answer::Error(format!("not a request: {error}")),
            };
            say(&answer)?;
        }
        Ok(())
    }

    fn answer(&mut self, request: Request) -> Result<Answer> {
        Ok(match request {
            Request::Insert(path) => Answer::Inserted(self.insert(&path)?),
            Request::Remove(_) => {
                self.slot.remove();
                Answer::Removed(true)
            }
            Request::Service(state) => {
                self.bring_service(state)?;
                Answer::Service(state)
            }
            Request::Quit(_) => Answer::Quit(true),
        })
    }

    fn insert(&mut self, path: &Path) -> Result<String> {
        let persona = Persona::load(path)?;
        if !self.slot.insert(VirtualCard::new(&persona)?) {
            bail!("pcscd did not notice the card {}", persona.name);
        }
        Ok(persona.name)
    }

    fn bring_service(&mut self, state: ServiceState) -> Result<()> {
        match state {
            ServiceState::Started => self.pcscd.start(),
            ServiceState::Stopped => self.pcscd.stop(Signal::TERM),
            ServiceState::Killed => self.pcscd.stop(Signal::KILL),
        }
    }
}

/// Standard input and signals, as events.
fn listen(sender: &Sender<Event>) -> Result<()> {
    let on_signal = sender.clone();
    ctrlc::set_handler(move || {
        // Nobody listens any more: it is ending already.
        let _ending = on_signal.send(Event::End);
    })
    .context("cannot listen for signals")?;
    let on_line = sender.clone();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let event = line.map_or(Event::End, Event::Line);
            if on_line.send(event).is_err() {
                return;
            }
        }
        let _ending = on_line.send(Event::End);
    });
    Ok(())
}

fn say(answer: &Answer) -> Result<()> {
    let mut line = serde_json::to_vec(answer)?;
    line.push(b'\n');
    let mut out = std::io::stdout().lock();
    let said = out.write_all(&line).and_then(|()| out.flush());
    match said {
        // Whoever asked has gone; the end of standard input says so too.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        said => said.context("cannot answer on standard output"),
    }
}
