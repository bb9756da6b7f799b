//! The commands, one module each: what is done, and how it is told.

pub mod bundle;
pub mod doctor;
pub mod info;
pub mod install;
pub mod new;
pub mod package;
pub mod run;
pub mod sign;
pub mod uninstall;
