//! Channels: labels (what a channel is), bits (labels as a set), flags and coordinates (where it is).

use crate::{
    AudioChannelBitmap, AudioChannelCoordinateIndex, AudioChannelFlags, AudioChannelLabel,
};

constants! {
    CHANNEL_LABEL: AudioChannelLabel = "Channel labels";

    /// Unknown or something else.
    kAudioChannelLabel_Unknown = 0xFFFF_FFFF;
    /// Present, but without a use.
    kAudioChannelLabel_Unused = 0;
    /// The coordinates say where it is.
    kAudioChannelLabel_UseCoordinates = 100;
    /// Left.
    kAudioChannelLabel_Left = 1;
    /// Right.
    kAudioChannelLabel_Right = 2;
    /// Center.
    kAudioChannelLabel_Center = 3;
    /// Low-frequency effects.
    kAudioChannelLabel_LFEScreen = 4;
    /// Left surround.
    kAudioChannelLabel_LeftSurround = 5;
    /// Right surround.
    kAudioChannelLabel_RightSurround = 6;
    /// Left center.
    kAudioChannelLabel_LeftCenter = 7;
    /// Right center.
    kAudioChannelLabel_RightCenter = 8;
    /// Center surround.
    kAudioChannelLabel_CenterSurround = 9;
    /// Left surround direct.
    kAudioChannelLabel_LeftSurroundDirect = 10;
    /// Right surround direct.
    kAudioChannelLabel_RightSurroundDirect = 11;
    /// Top center surround.
    kAudioChannelLabel_TopCenterSurround = 12;
    /// Vertical height left.
    kAudioChannelLabel_VerticalHeightLeft = 13;
    /// Vertical height center.
    kAudioChannelLabel_VerticalHeightCenter = 14;
    /// Vertical height right.
    kAudioChannelLabel_VerticalHeightRight = 15;
    /// Top back left.
    kAudioChannelLabel_TopBackLeft = 16;
    /// Top back center.
    kAudioChannelLabel_TopBackCenter = 17;
    /// Top back right.
    kAudioChannelLabel_TopBackRight = 18;
    /// Rear surround left.
    kAudioChannelLabel_RearSurroundLeft = 33;
    /// Rear surround right.
    kAudioChannelLabel_RearSurroundRight = 34;
    /// Left wide.
    kAudioChannelLabel_LeftWide = 35;
    /// Right wide.
    kAudioChannelLabel_RightWide = 36;
    /// Second low-frequency effects.
    kAudioChannelLabel_LFE2 = 37;
    /// Left of four matrix-encoded channels.
    kAudioChannelLabel_LeftTotal = 38;
    /// Right of four matrix-encoded channels.
    kAudioChannelLabel_RightTotal = 39;
    /// For the hearing impaired.
    kAudioChannelLabel_HearingImpaired = 40;
    /// Narration for the visually impaired.
    kAudioChannelLabel_Narration = 41;
    /// Mono.
    kAudioChannelLabel_Mono = 42;
    /// Dialog centric mix.
    kAudioChannelLabel_DialogCentricMix = 43;
    /// Center surround direct.
    kAudioChannelLabel_CenterSurroundDirect = 44;
    /// Haptic.
    kAudioChannelLabel_Haptic = 45;
    /// The same as `kAudioChannelLabel_VerticalHeightLeft`.
    kAudioChannelLabel_LeftTopFront = kAudioChannelLabel_VerticalHeightLeft;
    /// The same as `kAudioChannelLabel_VerticalHeightCenter`.
    kAudioChannelLabel_CenterTopFront = kAudioChannelLabel_VerticalHeightCenter;
    /// The same as `kAudioChannelLabel_VerticalHeightRight`.
    kAudioChannelLabel_RightTopFront = kAudioChannelLabel_VerticalHeightRight;
    /// Left top middle.
    kAudioChannelLabel_LeftTopMiddle = 49;
    /// The same as `kAudioChannelLabel_TopCenterSurround`.
    kAudioChannelLabel_CenterTopMiddle = kAudioChannelLabel_TopCenterSurround;
    /// Right top middle.
    kAudioChannelLabel_RightTopMiddle = 51;
    /// Left top rear.
    kAudioChannelLabel_LeftTopRear = 52;
    /// Center top rear.
    kAudioChannelLabel_CenterTopRear = 53;
    /// Right top rear.
    kAudioChannelLabel_RightTopRear = 54;
    /// Left side surround.
    kAudioChannelLabel_LeftSideSurround = 55;
    /// Right side surround.
    kAudioChannelLabel_RightSideSurround = 56;
    /// Left bottom.
    kAudioChannelLabel_LeftBottom = 57;
    /// Right bottom.
    kAudioChannelLabel_RightBottom = 58;
    /// Center bottom.
    kAudioChannelLabel_CenterBottom = 59;
    /// Left top surround.
    kAudioChannelLabel_LeftTopSurround = 60;
    /// Right top surround.
    kAudioChannelLabel_RightTopSurround = 61;
    /// Third low-frequency effects.
    kAudioChannelLabel_LFE3 = 62;
    /// Left back surround.
    kAudioChannelLabel_LeftBackSurround = 63;
    /// Right back surround.
    kAudioChannelLabel_RightBackSurround = 64;
    /// Left edge of screen.
    kAudioChannelLabel_LeftEdgeOfScreen = 65;
    /// Right edge of screen.
    kAudioChannelLabel_RightEdgeOfScreen = 66;
    /// Component W of ambisonic B format.
    kAudioChannelLabel_Ambisonic_W = 200;
    /// Component X of ambisonic B format.
    kAudioChannelLabel_Ambisonic_X = 201;
    /// Component Y of ambisonic B format.
    kAudioChannelLabel_Ambisonic_Y = 202;
    /// Component Z of ambisonic B format.
    kAudioChannelLabel_Ambisonic_Z = 203;
    /// Mid of a mid-side pair.
    kAudioChannelLabel_MS_Mid = 204;
    /// Side of a mid-side pair.
    kAudioChannelLabel_MS_Side = 205;
    /// X of a coincident microphone pair.
    kAudioChannelLabel_XY_X = 206;
    /// Y of a coincident microphone pair.
    kAudioChannelLabel_XY_Y = 207;
    /// Binaural left.
    kAudioChannelLabel_BinauralLeft = 208;
    /// Binaural right.
    kAudioChannelLabel_BinauralRight = 209;
    /// Headphones left.
    kAudioChannelLabel_HeadphonesLeft = 301;
    /// Headphones right.
    kAudioChannelLabel_HeadphonesRight = 302;
    /// Click track.
    kAudioChannelLabel_ClickTrack = 304;
    /// Foreign language.
    kAudioChannelLabel_ForeignLanguage = 305;
    /// Without a role.
    kAudioChannelLabel_Discrete = 400;
    /// Number 0 without a role.
    kAudioChannelLabel_Discrete_0 = 1 << 16;
    /// Number 1 without a role.
    kAudioChannelLabel_Discrete_1 = (1 << 16) | 1;
    /// Number 2 without a role.
    kAudioChannelLabel_Discrete_2 = (1 << 16) | 2;
    /// Number 3 without a role.
    kAudioChannelLabel_Discrete_3 = (1 << 16) | 3;
    /// Number 4 without a role.
    kAudioChannelLabel_Discrete_4 = (1 << 16) | 4;
    /// Number 5 without a role.
    kAudioChannelLabel_Discrete_5 = (1 << 16) | 5;
    /// Number 6 without a role.
    kAudioChannelLabel_Discrete_6 = (1 << 16) | 6;
    /// Number 7 without a role.
    kAudioChannelLabel_Discrete_7 = (1 << 16) | 7;
    /// Number 8 without a role.
    kAudioChannelLabel_Discrete_8 = (1 << 16) | 8;
    /// Number 9 without a role.
    kAudioChannelLabel_Discrete_9 = (1 << 16) | 9;
    /// Number 10 without a role.
    kAudioChannelLabel_Discrete_10 = (1 << 16) | 10;
    /// Number 11 without a role.
    kAudioChannelLabel_Discrete_11 = (1 << 16) | 11;
    /// Number 12 without a role.
    kAudioChannelLabel_Discrete_12 = (1 << 16) | 12;
    /// Number 13 without a role.
    kAudioChannelLabel_Discrete_13 = (1 << 16) | 13;
    /// Number 14 without a role.
    kAudioChannelLabel_Discrete_14 = (1 << 16) | 14;
    /// Number 15 without a role.
    kAudioChannelLabel_Discrete_15 = (1 << 16) | 15;
    /// Number 65535 without a role.
    kAudioChannelLabel_Discrete_65535 = (1 << 16) | 65535;
    /// Higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN = 500;
    /// Number 0 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_0 = 2 << 16;
    /// Number 1 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_1 = (2 << 16) | 1;
    /// Number 2 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_2 = (2 << 16) | 2;
    /// Number 3 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_3 = (2 << 16) | 3;
    /// Number 4 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_4 = (2 << 16) | 4;
    /// Number 5 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_5 = (2 << 16) | 5;
    /// Number 6 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_6 = (2 << 16) | 6;
    /// Number 7 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_7 = (2 << 16) | 7;
    /// Number 8 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_8 = (2 << 16) | 8;
    /// Number 9 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_9 = (2 << 16) | 9;
    /// Number 10 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_10 = (2 << 16) | 10;
    /// Number 11 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_11 = (2 << 16) | 11;
    /// Number 12 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_12 = (2 << 16) | 12;
    /// Number 13 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_13 = (2 << 16) | 13;
    /// Number 14 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_14 = (2 << 16) | 14;
    /// Number 15 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_15 = (2 << 16) | 15;
    /// Number 65024 of higher-order ambisonics in ACN order.
    kAudioChannelLabel_HOA_ACN_65024 = (2 << 16) | 65024;
    /// Higher-order ambisonics, SN3D normalised: or it with the ACN number.
    kAudioChannelLabel_HOA_SN3D = kAudioChannelLabel_HOA_ACN_0;
    /// Higher-order ambisonics, N3D normalised: or it with the ACN number.
    kAudioChannelLabel_HOA_N3D = 0x0003_0000;
    /// An audio object: or it with its number.
    kAudioChannelLabel_Object = 0x0004_0000;
    /// The first label reserved by Apple.
    kAudioChannelLabel_BeginReserved = 0xF000_0000;
    /// The last label reserved by Apple.
    kAudioChannelLabel_EndReserved = 0xFFFF_FFFE;
}

constants! {
    CHANNEL_BIT: AudioChannelBitmap = "Channel bits";

    /// Left.
    kAudioChannelBit_Left = 1 << 0;
    /// Right.
    kAudioChannelBit_Right = 1 << 1;
    /// Center.
    kAudioChannelBit_Center = 1 << 2;
    /// Low-frequency effects.
    kAudioChannelBit_LFEScreen = 1 << 3;
    /// Left surround.
    kAudioChannelBit_LeftSurround = 1 << 4;
    /// Right surround.
    kAudioChannelBit_RightSurround = 1 << 5;
    /// Left center.
    kAudioChannelBit_LeftCenter = 1 << 6;
    /// Right center.
    kAudioChannelBit_RightCenter = 1 << 7;
    /// Center surround.
    kAudioChannelBit_CenterSurround = 1 << 8;
    /// Left surround direct.
    kAudioChannelBit_LeftSurroundDirect = 1 << 9;
    /// Right surround direct.
    kAudioChannelBit_RightSurroundDirect = 1 << 10;
    /// Top center surround.
    kAudioChannelBit_TopCenterSurround = 1 << 11;
    /// Vertical height left.
    kAudioChannelBit_VerticalHeightLeft = 1 << 12;
    /// Vertical height center.
    kAudioChannelBit_VerticalHeightCenter = 1 << 13;
    /// Vertical height right.
    kAudioChannelBit_VerticalHeightRight = 1 << 14;
    /// Top back left.
    kAudioChannelBit_TopBackLeft = 1 << 15;
    /// Top back center.
    kAudioChannelBit_TopBackCenter = 1 << 16;
    /// Top back right.
    kAudioChannelBit_TopBackRight = 1 << 17;
    /// The same as `kAudioChannelBit_VerticalHeightLeft`.
    kAudioChannelBit_LeftTopFront = kAudioChannelBit_VerticalHeightLeft;
    /// The same as `kAudioChannelBit_VerticalHeightCenter`.
    kAudioChannelBit_CenterTopFront = kAudioChannelBit_VerticalHeightCenter;
    /// The same as `kAudioChannelBit_VerticalHeightRight`.
    kAudioChannelBit_RightTopFront = kAudioChannelBit_VerticalHeightRight;
    /// Left top middle.
    kAudioChannelBit_LeftTopMiddle = 1 << 21;
    /// The same as `kAudioChannelBit_TopCenterSurround`.
    kAudioChannelBit_CenterTopMiddle = kAudioChannelBit_TopCenterSurround;
    /// Right top middle.
    kAudioChannelBit_RightTopMiddle = 1 << 23;
    /// Left top rear.
    kAudioChannelBit_LeftTopRear = 1 << 24;
    /// Center top rear.
    kAudioChannelBit_CenterTopRear = 1 << 25;
    /// Right top rear.
    kAudioChannelBit_RightTopRear = 1 << 26;
}

constants! {
    CHANNEL_FLAG: AudioChannelFlags = "Flags of channel coordinates";

    /// None: the coordinates do not count.
    kAudioChannelFlags_AllOff = 0;
    /// Left-right, back-front, down-up.
    kAudioChannelFlags_RectangularCoordinates = 1 << 0;
    /// Azimuth, elevation, distance.
    kAudioChannelFlags_SphericalCoordinates = 1 << 1;
    /// Distances in metres, else relative to the unit cube or sphere.
    kAudioChannelFlags_Meters = 1 << 2;
}

constants! {
    CHANNEL_COORDINATE: AudioChannelCoordinateIndex = "Indices of channel coordinates";

    /// Rectangular: negative is left.
    kAudioChannelCoordinates_LeftRight = 0;
    /// Rectangular: negative is back.
    kAudioChannelCoordinates_BackFront = 1;
    /// Rectangular: negative is down.
    kAudioChannelCoordinates_DownUp = 2;
    /// Spherical: degrees from the front, positive to the right.
    kAudioChannelCoordinates_Azimuth = 0;
    /// Spherical: degrees above the horizontal.
    kAudioChannelCoordinates_Elevation = 1;
    /// Spherical: distance from the centre.
    kAudioChannelCoordinates_Distance = 2;
}
