//! What can and what cannot pass the gate.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::apdu;

/// Commands that get somewhere, so that arbitrary ones are tried everywhere.
fn known_command() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(apdu::select_aid(&JPKI_AID)),
        Just(apdu::select_aid(&INPUT_SUPPORT_AID)),
        (0_u16..0x20).prop_map(apdu::select_ef),
        (any::<u16>(), any::<u8>()).prop_map(|(offset, le)| apdu::read_binary(offset, le)),
        Just(VERIFY_QUERY.to_vec()),
        "[0-9a-f]{4}".prop_map(|pin| [&VERIFY_QUERY, [4].as_slice(), pin.as_bytes()].concat()),
        any::<[u8; 32]>().prop_map(|digest| apdu::internal_authenticate(&digest.into())),
        Just(GET_UID.to_vec()),
        any::<u8>().prop_map(|le| vec![0x00, 0xC0, 0x00, 0x00, le]),
    ]
}

/// Arbitrary bytes, and known commands with one byte changed or one added.
fn any_command() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => known_command(),
        1 => vec(any::<u8>(), 0..64),
        2 => (known_command(), any::<prop::sample::Index>(), any::<u8>()).prop_map(
            |(mut command, at, byte)| {
                let at = at.index(command.len());
                command[at] = byte;
                command
            }
        ),
        1 => (known_command(), any::<u8>()).prop_map(|(mut command, byte)| {
            command.push(byte);
            command
        }),
    ]
}

/// The allow-list once more, in other words: from the commands that a card has
/// accepted so far, without the gate's own state.
fn is_on_the_list(list: AllowList, accepted: &[Vec<u8>], command: &[u8]) -> bool {
    let selected = |head: &str| {
        accepted
            .iter()
            .rposition(|past| hex::encode(past).starts_with(head))
    };
    let jpki = selected("00a4040c0ad392f000260100000001");
    let text = selected("00a4040c0ad3921000310001010408");
    let in_text = text > jpki;
    let in_jpki = jpki > text;
    let file = selected("00a4020c02")
        .filter(|position| Some(*position) > jpki.max(text))
        .map(|position| hex::encode(&accepted[position][5..]));
    let desk = list == AllowList::Desk;
    let command = hex::encode(command);
    let pin_file = file.as_deref() == Some("0011");
    match command.as_str() {
        "ffca000000" | "00a4040c0ad392f000260100000001" | "00a4040c0ad3921000310001010408" => true,
        "00a4020c020006" | "00a4020c020008" | "00a4020c02000a" => in_jpki,
        "00a4020c020007" | "00a4020c020011" => desk && in_text,
        "00200080" => desk && in_text && pin_file,
        read if read.starts_with("00b0") && read.len() == 10 => {
            read.as_bytes()[4] < b'8' && file.is_some() && !pin_file
        }
        verify if verify.starts_with("0020008004") && verify.len() == 18 => {
            let mut digits = verify.as_bytes()[10..].chunks(2);
            let is_repeated = accepted
                .iter()
                .any(|past| hex::encode(past).starts_with("0020008004"));
            desk && in_text
                && pin_file
                && !is_repeated
                && digits.all(|digit| digit[0] == b'3' && digit[1].is_ascii_digit())
        }
        sign => {
            in_text
                && sign.starts_with("802a0000333031300d060960864801650304020105000420")
                && sign.len() == 114
                && sign.ends_with("00")
        }
    }
}

fn lists() -> impl Strategy<Value = AllowList> {
    prop_oneof![Just(AllowList::Taxi), Just(AllowList::Desk)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn only_what_is_on_the_list_passes(
        list in lists(),
        commands in vec(any_command(), 1..40),
    ) {
        let mut gate = Gate::new(list);
        let mut accepted: Vec<Vec<u8>> = Vec::new();
        for command in commands {
            let expected = is_on_the_list(list, &accepted, &command);
            let passed = gate.pass(&command);
            prop_assert_eq!(passed.is_ok(), expected, "{:02x?}", command);
            if passed.is_ok() {
                gate.saw(&command, true, false);
                accepted.push(command);
            }
        }
    }

    #[test]
    fn a_selection_that_was_not_seen_to_succeed_opens_nothing(commands in vec(any_command(), 1..40)) {
        let mut gate = Gate::new(AllowList::Desk);
        for command in commands {
            if gate.pass(&command).is_ok() {
                gate.saw(&command, false, false);
                let opens_nothing = command.starts_with(&SELECT_AID) || command == GET_UID;
                prop_assert!(opens_nothing, "{:02x?}", command);
            }
        }
    }
}

#[test]
fn more_data_is_fetched_only_when_the_card_announced_it() {
    let fetch = [0x00, 0xC0, 0x00, 0x00, 0x20];
    let mut gate = Gate::new(AllowList::Taxi);
    assert!(gate.pass(&fetch).is_err());
    gate.saw(&GET_UID, false, true);
    assert!(gate.pass(&fetch).is_ok());
    assert!(gate.pass(&fetch).is_err(), "once");
}

#[test]
fn after_a_reset_nothing_is_selected() {
    let mut gate = Gate::new(AllowList::Taxi);
    for command in [apdu::select_aid(&JPKI_AID), apdu::select_ef(EF_CERTIFICATE)] {
        gate.pass(&command).unwrap();
        gate.saw(&command, true, false);
    }
    assert!(gate.pass(&apdu::read_binary(0, 0)).is_ok());
    gate.forget();
    assert!(gate.pass(&apdu::read_binary(0, 0)).is_err());
    assert!(gate.pass(&apdu::select_ef(EF_CERTIFICATE)).is_err());
}

#[test]
fn a_refusal_repeats_nothing_of_the_command_but_its_instruction() {
    let mut gate = Gate::new(AllowList::Taxi);
    let verify = [&VERIFY_QUERY, b"\x041234".as_slice()].concat();
    let refusal = gate.pass(&verify).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "a command outside the Taxi allow-list was not sent to the card (INS 20)"
    );
}
