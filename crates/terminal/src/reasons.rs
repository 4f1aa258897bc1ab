//! What the driver reads out when it is the terminal itself that speaks.
//!
//! Reasons of the certificate come from `jpki`, of the card and the reader from
//! `card`, of the service from its problem documents.

use domain::{Reason, Yen};

pub(crate) fn accepted(online: bool) -> Reason {
    if online {
        Reason::new(
            "accepted",
            "カードを受け付けました。",
            "The card was accepted.",
        )
    } else {
        Reason::new(
            "accepted_offline",
            "通信できないため、仮に受け付けました。",
            "The card was accepted provisionally, without the service.",
        )
    }
}

pub(crate) fn number_accepted(online: bool) -> Reason {
    if online {
        Reason::new(
            "number_accepted",
            "登録番号の申告を受け付けました。",
            "The number was accepted.",
        )
    } else {
        Reason::new(
            "number_accepted_offline",
            "通信できないため、登録番号の申告を仮に受け付けました。番号に間違いがないか、もう一度確かめてください。",
            "The number was accepted provisionally, without the service. Please check it once more.",
        )
    }
}

pub(crate) fn number_invalid() -> Reason {
    Reason::new(
        "registrant_number_invalid",
        "登録番号として読み取れません。市の登録番号を、半角の英数字でもう一度入力してください。",
        "This is not a registrant's number. Type the city's number once more, in letters, digits, - _ and .",
    )
}

pub(crate) fn same_number_twice() -> Reason {
    Reason::new(
        "same_number_twice",
        "この登録番号は今回の乗車ですでに申告されています。",
        "This number was already declared on this trip.",
    )
}

pub(crate) fn no_card() -> Reason {
    Reason::new(
        "no_card",
        "カードがタッチされませんでした。もう一度お試しください。",
        "No card was put on the reader in time. Please try again.",
    )
}

pub(crate) fn individual_number() -> Reason {
    Reason::new(
        "individual_number_refused",
        "券の種類に個人番号と同じ形の数字は入力できません。券の種類を選び直してください。",
        "A kind of ticket never holds digits in the form of an individual number. Choose the kind again.",
    )
}

pub(crate) fn individual_number_declared() -> Reason {
    Reason::new(
        "individual_number_refused",
        "個人番号（マイナンバー）は入力できません。市の登録番号を入力してください。",
        "An individual number must never be typed here. Type the city's own number.",
    )
}

pub(crate) fn smartphone() -> Reason {
    Reason::new(
        "smartphone_not_accepted",
        "スマートフォンの電子証明書は使えません。マイナンバーカードをタッチしてください。",
        "Phones are not accepted. Please tap the My Number card itself.",
    )
}

pub(crate) fn transit_card() -> Reason {
    Reason::new(
        "transit_card_not_accepted",
        "登録していない交通系ICカードは使えません。財布から出して、マイナンバーカードだけをタッチしてください。",
        "A transit card that is not registered is not accepted. Take the My Number card out of the wallet and tap it alone.",
    )
}

/// At the desk, for something else than the transit card that was to be linked.
pub(crate) fn transit_card_wanted() -> Reason {
    Reason::new(
        "transit_card_wanted",
        "交通系ICカードではありません。はじめからやり直し、2枚目に交通系ICカードを置いてください。",
        "This is not a transit card. Begin again, and put the transit card on second.",
    )
}

/// At the desk, for a transit card without a registration that it belongs to.
pub(crate) fn no_registration() -> Reason {
    Reason::new(
        "no_registration_begun",
        "先にマイナンバーカードを読み取ってください。交通系ICカードは同じ手続きの中でだけ登録できます。",
        "Read the My Number card first: a transit card is linked in the same session only.",
    )
}

pub(crate) fn unknown_card() -> Reason {
    Reason::new(
        "unknown_card",
        "マイナンバーカードではありません。財布から出して、マイナンバーカードだけをタッチしてください。",
        "This is not a My Number card. Take the My Number card out of the wallet and tap it alone.",
    )
}

pub(crate) fn certificate_unreadable() -> Reason {
    Reason::new(
        "certificate_unreadable",
        "カードの電子証明書を読み取れません。このカードは使えません。",
        "The card's electronic certificate is not a valid one. This card cannot be used.",
    )
}

pub(crate) fn same_card_twice() -> Reason {
    Reason::new(
        "same_card_twice",
        "このカードは今回の乗車ですでにタッチされています。",
        "This card was already tapped on this trip.",
    )
}

pub(crate) fn not_registered() -> Reason {
    Reason::new(
        "not_registered",
        "このカードは登録されていません。カードを更新した方は市役所で登録し直してください。",
        "This card is not registered. After a renewal it has to be registered again at the city office.",
    )
}

pub(crate) fn bundle_missing() -> Reason {
    Reason::new(
        "bundle_missing",
        "市の設定をまだ受け取っていないため、カードを使えません。通信できる場所で同期してください。",
        "The terminal has not received the city's settings yet. Synchronise where there is a network.",
    )
}

pub(crate) fn bundle_expired() -> Reason {
    Reason::new(
        "bundle_expired",
        "市の設定の有効期限が切れているため、カードを使えません。通信できる場所で同期してください。",
        "The city's settings on this terminal have expired. Synchronise where there is a network.",
    )
}

pub(crate) fn no_scheme() -> Reason {
    Reason::new(
        "no_scheme_in_force",
        "この日に有効な助成制度がありません。",
        "No subsidy scheme is in force on this day.",
    )
}

/// The trip is without a subsidy: `most` has been given without the service.
pub(crate) fn offline_exposure(most: Yen) -> Reason {
    Reason::new(
        "offline_exposure",
        format!(
            "通信できない間に助成できる額（{most}円まで）を超えるため、今回は助成できません。通信できる場所で同期すると、また助成できます。"
        ),
        format!(
            "This trip's subsidy would exceed the {most} yen that may be given without a network, so there is none. Synchronise where there is a network."
        ),
    )
}

/// Something on our side that the driver cannot mend.
pub(crate) fn internal(code: &str, error: &dyn std::error::Error) -> Reason {
    Reason::new(
        code,
        "車載端末の内部エラーです。管理者に連絡してください。",
        format!("The terminal has an internal error: {}.", chain(error)),
    )
}

/// An error with its causes on one line: `what: why: because`.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let why = error.to_string();
        // A transparent error is its own cause.
        if !text.ends_with(&why) {
            text.push_str(": ");
            text.push_str(&why);
        }
        cause = error.source();
    }
    text.replace('\n', " ")
}
