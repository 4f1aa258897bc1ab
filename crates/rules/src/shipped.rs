//! The scheme files that ship with mytaku, as text.
//!
//! They are text rather than parsed schemes, so that whoever runs one goes
//! through [`Scheme::parse`](crate::Scheme::parse) and its examples. What each
//! rule is, and where it is from, stands in the files.

/// 前橋市マイタク, from 2016 to today: `schemes/maebashi.toml`.
pub const MAEBASHI: &str = include_str!("../../../schemes/maebashi.toml");

/// 大紀町Cタク, half the fare 24 times a year: `schemes/taiki.toml`.
pub const TAIKI: &str = include_str!("../../../schemes/taiki.toml");

/// 吉岡町, tickets by the month of registration: `schemes/yoshioka.toml`.
pub const YOSHIOKA: &str = include_str!("../../../schemes/yoshioka.toml");

/// 渋川市, two kinds of ticket: `schemes/shibukawa.toml`.
pub const SHIBUKAWA: &str = include_str!("../../../schemes/shibukawa.toml");

/// 八千代市, tickets by the fare: `schemes/yachiyo.toml`.
pub const YACHIYO: &str = include_str!("../../../schemes/yachiyo.toml");

/// New South Wales, a model in dollars: `schemes/nsw-ttss.toml`.
pub const NSW_TTSS: &str = include_str!("../../../schemes/nsw-ttss.toml");

/// Western Australia, a model in dollars: `schemes/wa-ptss.toml`.
pub const WA_PTSS: &str = include_str!("../../../schemes/wa-ptss.toml");

/// Every one of them by the name of its file.
pub const ALL: &[(&str, &str)] = &[
    ("maebashi.toml", MAEBASHI),
    ("taiki.toml", TAIKI),
    ("yoshioka.toml", YOSHIOKA),
    ("shibukawa.toml", SHIBUKAWA),
    ("yachiyo.toml", YACHIYO),
    ("nsw-ttss.toml", NSW_TTSS),
    ("wa-ptss.toml", WA_PTSS),
];
