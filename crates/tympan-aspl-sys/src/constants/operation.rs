//! I/O operations, custom-property types and clock algorithms (`AudioServerPlugIn.h`).

use crate::four_cc::code;
use crate::{
    AudioDeviceClockAlgorithmSelector, AudioServerPlugInCustomPropertyDataType,
    AudioServerPlugInIOOperation,
};

constants! {
    OPERATION: AudioServerPlugInIOOperation = "I/O operations";

    /// The I/O thread as a whole. Begin and end only.
    kAudioServerPlugInIOOperationThread = code(b"thrd");
    /// An I/O cycle as a whole. Begin and end only.
    kAudioServerPlugInIOOperationCycle = code(b"cycl");
    /// Read the device's input, in the stream's format. In place; needed for input streams.
    kAudioServerPlugInIOOperationReadInput = code(b"read");
    /// Convert input from the stream's format to Float32.
    kAudioServerPlugInIOOperationConvertInput = code(b"cinp");
    /// Process input of one client, in Float32.
    kAudioServerPlugInIOOperationProcessInput = code(b"pinp");
    /// Process output of one client, in Float32.
    kAudioServerPlugInIOOperationProcessOutput = code(b"pout");
    /// Mix output of one client into the device. In place; replaces the operations below.
    kAudioServerPlugInIOOperationMixOutput = code(b"mixo");
    /// Process the mix of all clients, in Float32.
    kAudioServerPlugInIOOperationProcessMix = code(b"pmix");
    /// Convert the mix from Float32 to the stream's format.
    kAudioServerPlugInIOOperationConvertMix = code(b"cmix");
    /// Write the mix to the device, in the stream's format. In place; needed for output streams.
    kAudioServerPlugInIOOperationWriteMix = code(b"rite");
}

constants! {
    CUSTOM_PROPERTY_DATA_TYPE: AudioServerPlugInCustomPropertyDataType = "Types of custom properties";

    /// No data.
    kAudioServerPlugInCustomPropertyDataTypeNone = 0;
    /// A `CFString`.
    kAudioServerPlugInCustomPropertyDataTypeCFString = code(b"cfst");
    /// A property list.
    kAudioServerPlugInCustomPropertyDataTypeCFPropertyList = code(b"plst");
}

constants! {
    CLOCK_ALGORITHM: AudioDeviceClockAlgorithmSelector = "Clock algorithms";

    /// Zero time stamps are used as they are.
    kAudioDeviceClockAlgorithmRaw = code(b"raww");
    /// Zero time stamps go through a simple IIR filter. The default.
    kAudioDeviceClockAlgorithmSimpleIIR = code(b"iirf");
    /// Zero time stamps go through a moving average of 12.
    kAudioDeviceClockAlgorithm12PtMovingWindowAverage = code(b"mavg");
}
