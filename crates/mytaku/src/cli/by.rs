//! Who does it: the option that a use case's caller is made of.

use clap::Args;
use domain::UserId;
use settlement::access::Caller;
use settlement::{Result, Settlement};

use crate::common::Common;
use crate::context::Context;

/// Who does it, and where.
#[derive(Debug, Args)]
pub(crate) struct By {
    /// 操作者 / Who does this
    #[arg(long, value_name = "USER")]
    by: UserId,
    #[command(flatten)]
    pub(super) common: Common,
}

impl By {
    /// Runs one use case as that user.
    pub(super) fn ask<T>(
        &self,
        ask: impl AsyncFnOnce(&Settlement, &Caller) -> Result<T>,
    ) -> anyhow::Result<T> {
        let municipality = self.common.municipality()?;
        let context = Context::for_command(&self.common)?;
        context.run(async |settlement| {
            let caller = Caller::command(settlement, municipality, &self.by).await?;
            ask(settlement, &caller).await
        })
    }
}
