//! How it went, in lines for a log.

use crate::signal::Heard;

/// One run: a rate, a buffer size, and what was heard.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Result {
    pub(crate) rate: f64,
    pub(crate) buffer_frames: u32,
    pub(crate) cycles: u64,
    pub(crate) gaps: u64,
    pub(crate) heard: Heard,
}

impl Result {
    /// Whether it is what should be.
    pub(crate) fn is_good(&self) -> bool {
        matches!(self.heard, Heard::Exact { .. })
    }

    /// Whether the fault may be the machine's, which did not run all cycles.
    pub(crate) fn is_doubtful(&self) -> bool {
        !self.is_good() && self.gaps > 0
    }

    /// A line, and one more where something is wrong.
    pub(crate) fn text(&self) -> String {
        let heard = match &self.heard {
            Heard::Exact {
                delay,
                first,
                frames,
            } => format!(
                "ok: {frames} frames bit for bit, from frame {first} on, after {delay} of silence"
            ),
            Heard::Silence { frames: 0 } => {
                "FAILED: no cycle ran; the driver's clock may not advance".to_owned()
            }
            Heard::Silence { frames } => format!(
                "FAILED: {frames} frames of silence\n    this program may have no permission to use the microphone: macOS then records silence"
            ),
            Heard::Different {
                frame,
                channel,
                expected: None,
                found,
            } => format!(
                "FAILED: what begins in frame {frame} is not the signal: {found:?} in channel {channel}"
            ),
            Heard::Different {
                frame,
                channel,
                expected: Some(expected),
                found,
            } => format!("FAILED: {found:?} for {expected:?} in frame {frame}, channel {channel}"),
        };
        let gaps = match self.gaps {
            0 => String::new(),
            gaps => format!(
                "\n    the host left out frames before {gaps} of {} cycles",
                self.cycles
            ),
        };
        format!(
            "{} Hz, {} frames: {heard}{gaps}\n",
            self.rate, self.buffer_frames
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(heard: Heard, gaps: u64) -> Result {
        Result {
            rate: 48_000.0,
            buffer_frames: 512,
            cycles: 100,
            gaps,
            heard,
        }
    }

    #[test]
    fn good_and_bad_are_told_apart() {
        let exact = Heard::Exact {
            delay: 1024,
            first: 0,
            frames: 94_976,
        };
        let good = result(exact, 0);
        assert!(good.is_good());
        assert_eq!(
            good.text(),
            "48000 Hz, 512 frames: ok: 94976 frames bit for bit, from frame 0 on, after 1024 of silence\n"
        );
        let silent = result(Heard::Silence { frames: 96_000 }, 0);
        assert!(!silent.is_good() && !silent.is_doubtful());
        assert!(silent.text().contains("permission"));
        let different = Heard::Different {
            frame: 7,
            channel: 1,
            expected: Some(0.5),
            found: 0.25,
        };
        let bad = result(different, 3);
        assert!(bad.is_doubtful());
        assert!(bad.text().contains("0.25 for 0.5 in frame 7, channel 1"));
        assert!(bad.text().contains("before 3 of 100 cycles"));
    }
}
