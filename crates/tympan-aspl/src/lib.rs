//! Safe Rust framework for macOS AudioServerPlugIns.

pub mod cf;
pub mod clock;
pub mod platform;
pub mod realtime;
