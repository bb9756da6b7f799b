//! The framework as a host meets it: through its C ABI, and nothing else.
//!
//! What is expected here comes from hal-facts and is written out as numbers and four-character codes, not taken from the framework's constants.

mod arguments;
mod author;
mod author_side;
mod boxes;
mod clients;
mod clock_devices;
mod clocks;
mod configuration;
mod conformance;
mod controls;
mod controls_stored;
mod controls_with_io;
mod custom_properties;
mod custom_property_places;
mod devices;
mod diagnostics;
mod events;
mod factory;
mod formats;
mod fuzz;
mod gain;
mod hostile;
mod hot_plug;
mod io;
mod mini_host;
mod mixer;
mod operations;
mod overlaps;
mod panics;
mod parts;
mod qualifiers;
mod raw_properties;
mod reconfigure;
mod scenes;
mod setting;
mod storage;
mod tables;
mod trace;
mod transport_manager;
mod turns;
mod watchdog;

/// Rounds of the long loops; few under Miri.
const STEPS: usize = if cfg!(miri) { 15 } else { 20_000 };

/// Of so many addresses one is tried: all, but for Miri.
const SPARSENESS: usize = if cfg!(miri) { 701 } else { 1 };

/// Of so many named selectors one is tried: all, but for Miri.
const NAME_SPARSENESS: usize = if cfg!(miri) { 150 } else { 1 };
