//! Safe Rust framework for macOS AudioServerPlugIns.
