//! Options that every command has which touches the database.

use std::path::PathBuf;

use clap::Args;
use domain::MunicipalityCode;

use crate::failure::Usage;

/// Where the data is, whose it is, and what time it is.
#[derive(Debug, Args)]
#[command(next_help_heading = "Common options")]
pub(crate) struct Common {
    /// データフォルダー / The data folder: the private database and the service's key
    #[arg(long, value_name = "DIR", default_value = "./mytaku-data")]
    pub(crate) data: PathBuf,
    /// データベース / The database: a postgres:// URL or key=value pairs. Without it a private
    /// one in the data folder is started or joined. Connections are not encrypted (no TLS): use a
    /// socket or a network you trust
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// 市町村コード / The municipality, by its code of six digits; serve, migrate and import need none
    #[arg(long, value_name = "CODE", env = "MYTAKU_MUNICIPALITY")]
    pub(crate) municipality: Option<MunicipalityCode>,
    /// デモ用の時計 / Take the time from a file; for demonstrations and tests only
    #[arg(long, value_name = "FILE")]
    pub(crate) clock_file: Option<PathBuf>,
    /// JSONで出力 / Print one JSON object, on one line, instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

impl Common {
    /// The municipality that the command is for.
    pub(crate) fn municipality(&self) -> Result<MunicipalityCode, Usage> {
        self.municipality.ok_or_else(|| {
            Usage(
                "市町村コードを指定してください / say which municipality: --municipality CODE or MYTAKU_MUNICIPALITY=CODE, such as 102016"
                    .into(),
            )
        })
    }
}
