//! The chip that all cards of the fleet share.

use anyhow::{Result, anyhow};
use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use wire::Challenge;

/// An RSA-2048 key, as today's chips have.
#[derive(Debug)]
pub struct Chip(KeyPair);

impl Chip {
    /// A fresh one.
    pub fn new() -> Result<Self> {
        KeyPair::generate(KeySize::Rsa2048)
            .map(Self)
            .map_err(|_unspecified| anyhow!("a chip's key cannot be made"))
    }

    /// What the desk pins.
    pub fn spki_der(&self) -> Result<Vec<u8>> {
        let der: PublicKeyX509Der<'_> = self
            .0
            .public_key()
            .as_der()
            .map_err(|_unspecified| anyhow!("a chip's key cannot be written"))?;
        Ok(der.as_ref().to_vec())
    }

    /// Its answer to a challenge.
    pub fn answer(&self, challenge: &Challenge<'_>) -> Result<Vec<u8>> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                &challenge.preimage(),
                &mut signature,
            )
            .map_err(|_unspecified| anyhow!("a chip cannot sign"))?;
        Ok(signature)
    }
}
