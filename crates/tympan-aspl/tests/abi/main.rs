//! The framework as a host meets it: through its C ABI, and nothing else.
//!
//! What is expected here comes from hal-facts and is written out as numbers and four-character codes, not taken from the framework's constants.

mod author;
mod configuration;
mod conformance;
mod devices;
mod factory;
mod mini_host;
mod qualifiers;
mod setting;
mod tables;

/// Rounds of the long loops; few under Miri.
const STEPS: usize = if cfg!(miri) { 40 } else { 20_000 };
