//! The city of the play: its register of operators, taxis and people.
//!
//! Banks, accounts and companies are made up; 前橋市 lends its rules and its
//! code only.

/// 前橋市.
pub const MUNICIPALITY: &str = "102016";
/// Who sets the registry up.
pub const ADMIN: &str = "admin-1";
/// Who sits at the desk and makes the payout (担当者).
pub const CLERK: &str = "clerk-1";
/// Who closes the month, and checks and exports the payout (会計).
pub const FINANCE: &str = "finance-1";
/// Who approves it (決裁者).
pub const APPROVER: &str = "approver-1";
/// The day of the transfer, a Friday.
pub const TRANSFER_DATE: &str = "2026-11-20";
/// The month that is played.
pub const MONTH: &str = "2026-10";
/// Its first day, and that of the registrations.
pub const FIRST_DAY: &str = "2026-10-01";
/// The morning on which the play begins.
pub const OPENING: &str = "2026-10-01T08:00:00+09:00";

/// The two taxis: terminal, vehicle, driver and operator.
pub const TAXIS: [TaxiName; 2] = [
    TaxiName {
        terminal: "t-1",
        vehicle: "v-1",
        driver: "d-1",
        operator: "op-1",
    },
    TaxiName {
        terminal: "t-2",
        vehicle: "v-2",
        driver: "d-2",
        operator: "op-2",
    },
];

/// A taxi of the register.
#[derive(Clone, Copy, Debug)]
pub struct TaxiName {
    /// Its terminal.
    pub terminal: &'static str,
    /// The taxi itself.
    pub vehicle: &'static str,
    /// Its driver.
    pub driver: &'static str,
    /// Whose it is.
    pub operator: &'static str,
}

/// The registry file that the city imports.
pub const REGISTRY: &str = r#"# 実演用の登録簿（事業者と口座は架空） / Registry of the demonstration
[municipality]
code = "102016"
name = "前橋市"
first_month = "2026-10"

[payer]
requester_code = "0000010201"
requester_name = "マエバシシ"
bank = "9900"
branch = "001"
account_kind = "ordinary"
account_number = "0012345"

[[user]]
id = "admin-1"
role = "admin"

[[user]]
id = "clerk-1"
role = "clerk"

[[user]]
id = "finance-1"
role = "finance"

[[user]]
id = "approver-1"
role = "approver"

[[user]]
id = "auditor-1"
role = "auditor"

[[operator]]
id = "op-1"
name = "見本タクシー株式会社"
bank = "9900"
branch = "118"
account_kind = "ordinary"
account_number = "7654321"
account_name = "ミホンタクシー（カ"
vehicles = ["v-1"]
drivers = ["d-1"]

[[operator]]
id = "op-2"
name = "試験交通有限会社"
bank = "9901"
branch = "020"
account_kind = "current"
account_number = "24680"
account_name = "ユ）シケンコウツウ"
vehicles = ["v-2"]
drivers = ["d-2"]

[[terminal]]
id = "t-1"
vehicle = "v-1"

[[terminal]]
id = "t-2"
vehicle = "v-2"
"#;
