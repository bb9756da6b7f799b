//! The `cargo aspl` command.

fn main() {}
