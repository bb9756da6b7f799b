//! The constants.

mod all;
pub use all::*;
