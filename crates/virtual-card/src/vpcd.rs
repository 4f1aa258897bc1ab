//! The card's end of the vpcd protocol.
//!
//! TCP; every message is a length of two bytes and a body. A body of one byte
//! from vpcd is a control code, anything longer a command. vpcd asks for the
//! ATR every 400 ms to see whether the card is there; closing the connection
//! removes it.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::linux::net::TcpStreamExt;
use std::sync::mpsc::Sender;

use crate::card::VirtualCard;

const POWER_OFF: u8 = 0;
const POWER_ON: u8 = 1;
const RESET: u8 = 2;
const GET_ATR: u8 = 4;

/// Answers vpcd on `stream` until either side closes or the card is pulled
/// away. `seen` is told when vpcd has noticed the card.
pub(crate) fn serve(
    mut stream: &TcpStream,
    card: &mut VirtualCard,
    seen: &Sender<()>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    while let Some(message) = receive(stream)? {
        match *message.as_slice() {
            [POWER_OFF | POWER_ON] => card.power(),
            [RESET] => card.reset(),
            [GET_ATR] => {
                send(&mut stream, card.atr())?;
                // Whoever inserted the card may have stopped waiting.
                let _nobody_waits = seen.send(());
            }
            [_] => {}
            ref command => {
                let answer = card.exchange(command);
                // Nothing to say is the contact lost: vpcd waits for ever for
                // more after an empty message, and clients see a success
                // without bytes after a close.
                if answer.is_empty() {
                    return stream.shutdown(Shutdown::Both);
                }
                send(&mut stream, &answer)?;
            }
        }
    }
    Ok(())
}

/// One message; `None` when vpcd has closed.
fn receive(mut stream: &TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 2];
    // vpcd sends length and body apart, and its kernel holds the second back
    // until the first is acknowledged, 40 ms later unless we hurry. Linux
    // forgets the wish, so it is made before every read.
    stream.set_quickack(true)?;
    match stream.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.set_quickack(true)?;
    stream.read_exact(&mut message)?;
    Ok(Some(message))
}

/// One message in one segment.
fn send(stream: &mut &TcpStream, body: &[u8]) -> io::Result<()> {
    let length = u16::try_from(body.len())
        .map_err(|_too_long| io::Error::other("an answer is longer than vpcd can carry"))?;
    stream.write_all(&[&length.to_be_bytes(), body].concat())
}
