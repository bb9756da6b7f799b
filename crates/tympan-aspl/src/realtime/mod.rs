//! What the I/O path is built from: sharing between threads without a lock.
//!
//! Everything here that is marked for the I/O path neither allocates, blocks, calls the system nor
//! frees the last owner of anything, and every loop in it has a fixed bound. Each part has its two
//! sides stated: which calls belong to realtime threads and which to control threads.

pub(crate) mod seqlock;
pub(crate) mod sync;
