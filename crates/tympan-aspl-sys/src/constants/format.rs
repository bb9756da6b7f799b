//! Format ids and format flags.
//!
//! A driver's stream is linear PCM in practice; the HAL's own format is native packed Float32.

use crate::four_cc::code;
use crate::{AudioFormatFlags, AudioFormatID, Float64};

constants! {
    FORMAT_ID: AudioFormatID = "Format ids";

    /// Linear PCM.
    kAudioFormatLinearPCM = code(b"lpcm");
    /// AC-3.
    kAudioFormatAC3 = code(b"ac-3");
    /// AC-3 in IEC 60958 packets, for digital outputs.
    kAudioFormat60958AC3 = code(b"cac3");
    /// Apple's IMA 4:1 ADPCM.
    kAudioFormatAppleIMA4 = code(b"ima4");
    /// MPEG-4 AAC.
    kAudioFormatMPEG4AAC = code(b"aac ");
    /// MPEG-4 CELP.
    kAudioFormatMPEG4CELP = code(b"celp");
    /// MPEG-4 HVXC.
    kAudioFormatMPEG4HVXC = code(b"hvxc");
    /// MPEG-4 TwinVQ.
    kAudioFormatMPEG4TwinVQ = code(b"twvq");
    /// MACE 3:1.
    kAudioFormatMACE3 = code(b"MAC3");
    /// MACE 6:1.
    kAudioFormatMACE6 = code(b"MAC6");
    /// mu-law 2:1.
    kAudioFormatULaw = code(b"ulaw");
    /// A-law 2:1.
    kAudioFormatALaw = code(b"alaw");
    /// QDesign Music.
    kAudioFormatQDesign = code(b"QDMC");
    /// QDesign Music 2.
    kAudioFormatQDesign2 = code(b"QDM2");
    /// Qualcomm PureVoice.
    kAudioFormatQUALCOMM = code(b"Qclp");
    /// MPEG-1 or 2, layer 1.
    kAudioFormatMPEGLayer1 = code(b".mp1");
    /// MPEG-1 or 2, layer 2.
    kAudioFormatMPEGLayer2 = code(b".mp2");
    /// MPEG-1 or 2, layer 3.
    kAudioFormatMPEGLayer3 = code(b".mp3");
    /// Time stamps of I/O.
    kAudioFormatTimeCode = code(b"time");
    /// MIDI packets.
    kAudioFormatMIDIStream = code(b"midi");
    /// Parameter values.
    kAudioFormatParameterValueStream = code(b"apvs");
    /// Apple Lossless.
    kAudioFormatAppleLossless = code(b"alac");
    /// MPEG-4 High Efficiency AAC.
    kAudioFormatMPEG4AAC_HE = code(b"aach");
    /// MPEG-4 AAC Low Delay.
    kAudioFormatMPEG4AAC_LD = code(b"aacl");
    /// MPEG-4 AAC Enhanced Low Delay.
    kAudioFormatMPEG4AAC_ELD = code(b"aace");
    /// MPEG-4 AAC Enhanced Low Delay with SBR.
    kAudioFormatMPEG4AAC_ELD_SBR = code(b"aacf");
    /// MPEG-4 AAC Enhanced Low Delay, version 2.
    kAudioFormatMPEG4AAC_ELD_V2 = code(b"aacg");
    /// MPEG-4 High Efficiency AAC, version 2.
    kAudioFormatMPEG4AAC_HE_V2 = code(b"aacp");
    /// MPEG-4 spatial audio.
    kAudioFormatMPEG4AAC_Spatial = code(b"aacs");
    /// MPEG-D Unified Speech and Audio Coding.
    kAudioFormatMPEGD_USAC = code(b"usac");
    /// AMR narrow band.
    kAudioFormatAMR = code(b"samr");
    /// AMR wide band.
    kAudioFormatAMR_WB = code(b"sawb");
    /// Audible's audio books.
    kAudioFormatAudible = code(b"AUDB");
    /// iLBC narrow band.
    kAudioFormatiLBC = code(b"ilbc");
    /// DVI/Intel IMA ADPCM: `'ms'` and the ACM code 17.
    kAudioFormatDVIIntelIMA = 0x6D73_0011;
    /// Microsoft GSM 6.10: `'ms'` and the ACM code 49.
    kAudioFormatMicrosoftGSM = 0x6D73_0031;
    /// AES3 (IEC 60958) frames.
    kAudioFormatAES3 = code(b"aes3");
    /// Enhanced AC-3.
    kAudioFormatEnhancedAC3 = code(b"ec-3");
    /// FLAC.
    kAudioFormatFLAC = code(b"flac");
    /// Opus.
    kAudioFormatOpus = code(b"opus");
    /// Apple Positional Audio Codec. macOS 26 and later.
    kAudioFormatAPAC = code(b"apac");
}

constants! {
    FORMAT_FLAG: AudioFormatFlags = "Flags of linear PCM";

    /// Floating point, else integer.
    kAudioFormatFlagIsFloat = 1 << 0;
    /// Big endian, else little endian.
    kAudioFormatFlagIsBigEndian = 1 << 1;
    /// Signed integer, else unsigned.
    kAudioFormatFlagIsSignedInteger = 1 << 2;
    /// The sample bits fill their container, else see `IsAlignedHigh`.
    kAudioFormatFlagIsPacked = 1 << 3;
    /// The sample bits are at the high end of their container, else at the low end.
    kAudioFormatFlagIsAlignedHigh = 1 << 4;
    /// Each channel has a buffer of its own.
    kAudioFormatFlagIsNonInterleaved = 1 << 5;
    /// The host must not mix: only one client at a time.
    kAudioFormatFlagIsNonMixable = 1 << 6;
    /// Stands for no flag at all where 0 would mean "any".
    kAudioFormatFlagsAreAllClear = 0x8000_0000;
}

constants! {
    FORMAT_FLAG_VALUE: AudioFormatFlags = "Combinations and aliases of format flags";

    /// The endian flag of this machine: little endian.
    kAudioFormatFlagsNativeEndian = 0;
    /// Native packed floating point, the HAL's own format.
    kAudioFormatFlagsNativeFloatPacked =
        kAudioFormatFlagIsFloat | kAudioFormatFlagsNativeEndian | kAudioFormatFlagIsPacked;
    /// The same as `kAudioFormatFlagIsFloat`.
    kLinearPCMFormatFlagIsFloat = kAudioFormatFlagIsFloat;
    /// The same as `kAudioFormatFlagIsBigEndian`.
    kLinearPCMFormatFlagIsBigEndian = kAudioFormatFlagIsBigEndian;
    /// The same as `kAudioFormatFlagIsSignedInteger`.
    kLinearPCMFormatFlagIsSignedInteger = kAudioFormatFlagIsSignedInteger;
    /// The same as `kAudioFormatFlagIsPacked`.
    kLinearPCMFormatFlagIsPacked = kAudioFormatFlagIsPacked;
    /// The same as `kAudioFormatFlagIsAlignedHigh`.
    kLinearPCMFormatFlagIsAlignedHigh = kAudioFormatFlagIsAlignedHigh;
    /// The same as `kAudioFormatFlagIsNonInterleaved`.
    kLinearPCMFormatFlagIsNonInterleaved = kAudioFormatFlagIsNonInterleaved;
    /// The same as `kAudioFormatFlagIsNonMixable`.
    kLinearPCMFormatFlagIsNonMixable = kAudioFormatFlagIsNonMixable;
    /// Where the number of fractional bits of fixed-point samples begins.
    kLinearPCMFormatFlagsSampleFractionShift = 7;
    /// The bits of that number.
    kLinearPCMFormatFlagsSampleFractionMask = 0x3F << kLinearPCMFormatFlagsSampleFractionShift;
    /// The same as `kAudioFormatFlagsAreAllClear`.
    kLinearPCMFormatFlagsAreAllClear = kAudioFormatFlagsAreAllClear;
}

constants! {
    LOSSLESS_FLAG: AudioFormatFlags = "Flags of Apple Lossless";

    /// The source had 16 bits.
    kAppleLosslessFormatFlag_16BitSourceData = 1;
    /// The source had 20 bits.
    kAppleLosslessFormatFlag_20BitSourceData = 2;
    /// The source had 24 bits.
    kAppleLosslessFormatFlag_24BitSourceData = 3;
    /// The source had 32 bits.
    kAppleLosslessFormatFlag_32BitSourceData = 4;
}

/// The rate of a format that can have any rate, in lists of available formats only.
pub const kAudioStreamAnyRate: Float64 = 0.0;
