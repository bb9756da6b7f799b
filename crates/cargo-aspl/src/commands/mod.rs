//! The commands, one module each: what is done, and how it is told.

pub mod bundle;
pub mod info;
pub mod new;
pub mod run;
