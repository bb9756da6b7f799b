//! Safe Rust framework for macOS AudioServerPlugIns.

pub mod platform;
