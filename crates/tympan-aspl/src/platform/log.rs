//! Where messages for people go: the system log on Apple systems, elsewhere the standard error stream.
//!
//! Only for control threads: writing blocks.

/// Writes one line.
pub(crate) fn write(message: &str) {
    #[cfg(target_vendor = "apple")]
    super::system::log(message);
    #[cfg(not(target_vendor = "apple"))]
    eprintln!("tympan-aspl: {message}");
}
