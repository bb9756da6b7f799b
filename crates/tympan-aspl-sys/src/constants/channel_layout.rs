//! Channel layout tags: the channel count in the low 16 bits, a code above them.
//!
//! In the descriptions channels are in order, and written short: L left, R right, C centre, LFE
//! low-frequency effects, Ls Rs surround, Lc Rc between centre and side, Cs centre surround, Lsd Rsd
//! surround direct, Csd centre surround direct, Rls Rrs rear surround, Lw Rw wide, Vhl Vhc Vhr vertical
//! height, Ltm Rtm top middle, Ltr Rtr top rear, Ts top centre surround, Lt Rt matrix-encoded, HI for
//! the hearing impaired, VI narration for the visually impaired.

use crate::{AudioChannelLayoutTag, UInt32};

/// How many channels a layout tag stands for: 0 where the tag does not say.
#[must_use]
pub const fn AudioChannelLayoutTag_GetNumberOfChannels(
    inLayoutTag: AudioChannelLayoutTag,
) -> UInt32 {
    inLayoutTag & 0xFFFF
}

const fn tag(code: u32, channels: u32) -> AudioChannelLayoutTag {
    (code << 16) | channels
}

constants! {
    LAYOUT_TAG: AudioChannelLayoutTag = "Channel layout tags";

    /// The channel descriptions say what each channel is.
    kAudioChannelLayoutTag_UseChannelDescriptions = tag(0, 0);
    /// The bitmap says which channels there are.
    kAudioChannelLayoutTag_UseChannelBitmap = tag(1, 0);
    /// One channel.
    kAudioChannelLayoutTag_Mono = tag(100, 1);
    /// L R, for speakers.
    kAudioChannelLayoutTag_Stereo = tag(101, 2);
    /// L R, for headphones.
    kAudioChannelLayoutTag_StereoHeadphones = tag(102, 2);
    /// Lt Rt.
    kAudioChannelLayoutTag_MatrixStereo = tag(103, 2);
    /// Mid, side.
    kAudioChannelLayoutTag_MidSide = tag(104, 2);
    /// Coincident microphone pair.
    kAudioChannelLayoutTag_XY = tag(105, 2);
    /// Binaural left, right.
    kAudioChannelLayoutTag_Binaural = tag(106, 2);
    /// W X Y Z.
    kAudioChannelLayoutTag_Ambisonic_B_Format = tag(107, 4);
    /// L R Ls Rs, speakers 90 degrees apart.
    kAudioChannelLayoutTag_Quadraphonic = tag(108, 4);
    /// L R Ls Rs C, speakers 72 degrees apart.
    kAudioChannelLayoutTag_Pentagonal = tag(109, 5);
    /// L R Ls Rs C Cs, speakers 60 degrees apart.
    kAudioChannelLayoutTag_Hexagonal = tag(110, 6);
    /// L R Ls Rs C Cs Lw Rw, speakers 45 degrees apart.
    kAudioChannelLayoutTag_Octagonal = tag(111, 8);
    /// L R, rear L R, top L R, top rear L R.
    kAudioChannelLayoutTag_Cube = tag(112, 8);
    /// The same as `kAudioChannelLayoutTag_Mono`. C.
    kAudioChannelLayoutTag_MPEG_1_0 = kAudioChannelLayoutTag_Mono;
    /// The same as `kAudioChannelLayoutTag_Stereo`. L R.
    kAudioChannelLayoutTag_MPEG_2_0 = kAudioChannelLayoutTag_Stereo;
    /// L R C.
    kAudioChannelLayoutTag_MPEG_3_0_A = tag(113, 3);
    /// C L R.
    kAudioChannelLayoutTag_MPEG_3_0_B = tag(114, 3);
    /// L R C Cs.
    kAudioChannelLayoutTag_MPEG_4_0_A = tag(115, 4);
    /// C L R Cs.
    kAudioChannelLayoutTag_MPEG_4_0_B = tag(116, 4);
    /// L R C Ls Rs.
    kAudioChannelLayoutTag_MPEG_5_0_A = tag(117, 5);
    /// L R Ls Rs C.
    kAudioChannelLayoutTag_MPEG_5_0_B = tag(118, 5);
    /// L C R Ls Rs.
    kAudioChannelLayoutTag_MPEG_5_0_C = tag(119, 5);
    /// C L R Ls Rs.
    kAudioChannelLayoutTag_MPEG_5_0_D = tag(120, 5);
    /// L R C LFE Ls Rs.
    kAudioChannelLayoutTag_MPEG_5_1_A = tag(121, 6);
    /// L R Ls Rs C LFE.
    kAudioChannelLayoutTag_MPEG_5_1_B = tag(122, 6);
    /// L C R Ls Rs LFE.
    kAudioChannelLayoutTag_MPEG_5_1_C = tag(123, 6);
    /// C L R Ls Rs LFE.
    kAudioChannelLayoutTag_MPEG_5_1_D = tag(124, 6);
    /// L R C LFE Ls Rs Cs.
    kAudioChannelLayoutTag_MPEG_6_1_A = tag(125, 7);
    /// L R C LFE Ls Rs Lc Rc.
    kAudioChannelLayoutTag_MPEG_7_1_A = tag(126, 8);
    /// C Lc Rc L R Ls Rs LFE.
    kAudioChannelLayoutTag_MPEG_7_1_B = tag(127, 8);
    /// L R C LFE Ls Rs Rls Rrs.
    kAudioChannelLayoutTag_MPEG_7_1_C = tag(128, 8);
    /// L R Ls Rs C LFE Lc Rc.
    kAudioChannelLayoutTag_Emagic_Default_7_1 = tag(129, 8);
    /// L R C LFE Ls Rs Lt Rt.
    kAudioChannelLayoutTag_SMPTE_DTV = tag(130, 8);
    /// The same as `kAudioChannelLayoutTag_Mono`. C.
    kAudioChannelLayoutTag_ITU_1_0 = kAudioChannelLayoutTag_Mono;
    /// The same as `kAudioChannelLayoutTag_Stereo`. L R.
    kAudioChannelLayoutTag_ITU_2_0 = kAudioChannelLayoutTag_Stereo;
    /// L R Cs.
    kAudioChannelLayoutTag_ITU_2_1 = tag(131, 3);
    /// L R Ls Rs.
    kAudioChannelLayoutTag_ITU_2_2 = tag(132, 4);
    /// The same as `kAudioChannelLayoutTag_MPEG_3_0_A`. L R C.
    kAudioChannelLayoutTag_ITU_3_0 = kAudioChannelLayoutTag_MPEG_3_0_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_4_0_A`. L R C Cs.
    kAudioChannelLayoutTag_ITU_3_1 = kAudioChannelLayoutTag_MPEG_4_0_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_0_A`. L R C Ls Rs.
    kAudioChannelLayoutTag_ITU_3_2 = kAudioChannelLayoutTag_MPEG_5_0_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_1_A`. L R C LFE Ls Rs.
    kAudioChannelLayoutTag_ITU_3_2_1 = kAudioChannelLayoutTag_MPEG_5_1_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_7_1_C`. L R C LFE Ls Rs Rls Rrs.
    kAudioChannelLayoutTag_ITU_3_4_1 = kAudioChannelLayoutTag_MPEG_7_1_C;
    /// The same as `kAudioChannelLayoutTag_Mono`.
    kAudioChannelLayoutTag_DVD_0 = kAudioChannelLayoutTag_Mono;
    /// The same as `kAudioChannelLayoutTag_Stereo`. L R.
    kAudioChannelLayoutTag_DVD_1 = kAudioChannelLayoutTag_Stereo;
    /// The same as `kAudioChannelLayoutTag_ITU_2_1`. L R Cs.
    kAudioChannelLayoutTag_DVD_2 = kAudioChannelLayoutTag_ITU_2_1;
    /// The same as `kAudioChannelLayoutTag_ITU_2_2`. L R Ls Rs.
    kAudioChannelLayoutTag_DVD_3 = kAudioChannelLayoutTag_ITU_2_2;
    /// L R LFE.
    kAudioChannelLayoutTag_DVD_4 = tag(133, 3);
    /// L R LFE Cs.
    kAudioChannelLayoutTag_DVD_5 = tag(134, 4);
    /// L R LFE Ls Rs.
    kAudioChannelLayoutTag_DVD_6 = tag(135, 5);
    /// The same as `kAudioChannelLayoutTag_MPEG_3_0_A`. L R C.
    kAudioChannelLayoutTag_DVD_7 = kAudioChannelLayoutTag_MPEG_3_0_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_4_0_A`. L R C Cs.
    kAudioChannelLayoutTag_DVD_8 = kAudioChannelLayoutTag_MPEG_4_0_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_0_A`. L R C Ls Rs.
    kAudioChannelLayoutTag_DVD_9 = kAudioChannelLayoutTag_MPEG_5_0_A;
    /// L R C LFE.
    kAudioChannelLayoutTag_DVD_10 = tag(136, 4);
    /// L R C LFE Cs.
    kAudioChannelLayoutTag_DVD_11 = tag(137, 5);
    /// The same as `kAudioChannelLayoutTag_MPEG_5_1_A`. L R C LFE Ls Rs.
    kAudioChannelLayoutTag_DVD_12 = kAudioChannelLayoutTag_MPEG_5_1_A;
    /// The same as `kAudioChannelLayoutTag_DVD_8`. L R C Cs.
    kAudioChannelLayoutTag_DVD_13 = kAudioChannelLayoutTag_DVD_8;
    /// The same as `kAudioChannelLayoutTag_DVD_9`. L R C Ls Rs.
    kAudioChannelLayoutTag_DVD_14 = kAudioChannelLayoutTag_DVD_9;
    /// The same as `kAudioChannelLayoutTag_DVD_10`. L R C LFE.
    kAudioChannelLayoutTag_DVD_15 = kAudioChannelLayoutTag_DVD_10;
    /// The same as `kAudioChannelLayoutTag_DVD_11`. L R C LFE Cs.
    kAudioChannelLayoutTag_DVD_16 = kAudioChannelLayoutTag_DVD_11;
    /// The same as `kAudioChannelLayoutTag_DVD_12`. L R C LFE Ls Rs.
    kAudioChannelLayoutTag_DVD_17 = kAudioChannelLayoutTag_DVD_12;
    /// L R Ls Rs LFE.
    kAudioChannelLayoutTag_DVD_18 = tag(138, 5);
    /// The same as `kAudioChannelLayoutTag_MPEG_5_0_B`. L R Ls Rs C.
    kAudioChannelLayoutTag_DVD_19 = kAudioChannelLayoutTag_MPEG_5_0_B;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_1_B`. L R Ls Rs C LFE.
    kAudioChannelLayoutTag_DVD_20 = kAudioChannelLayoutTag_MPEG_5_1_B;
    /// The same as `kAudioChannelLayoutTag_Quadraphonic`.
    kAudioChannelLayoutTag_AudioUnit_4 = kAudioChannelLayoutTag_Quadraphonic;
    /// The same as `kAudioChannelLayoutTag_Pentagonal`.
    kAudioChannelLayoutTag_AudioUnit_5 = kAudioChannelLayoutTag_Pentagonal;
    /// The same as `kAudioChannelLayoutTag_Hexagonal`.
    kAudioChannelLayoutTag_AudioUnit_6 = kAudioChannelLayoutTag_Hexagonal;
    /// The same as `kAudioChannelLayoutTag_Octagonal`.
    kAudioChannelLayoutTag_AudioUnit_8 = kAudioChannelLayoutTag_Octagonal;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_0_B`. L R Ls Rs C.
    kAudioChannelLayoutTag_AudioUnit_5_0 = kAudioChannelLayoutTag_MPEG_5_0_B;
    /// L R Ls Rs C Cs.
    kAudioChannelLayoutTag_AudioUnit_6_0 = tag(139, 6);
    /// L R Ls Rs C Rls Rrs.
    kAudioChannelLayoutTag_AudioUnit_7_0 = tag(140, 7);
    /// L R Ls Rs C Lc Rc.
    kAudioChannelLayoutTag_AudioUnit_7_0_Front = tag(148, 7);
    /// The same as `kAudioChannelLayoutTag_MPEG_5_1_A`. L R C LFE Ls Rs.
    kAudioChannelLayoutTag_AudioUnit_5_1 = kAudioChannelLayoutTag_MPEG_5_1_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_6_1_A`. L R C LFE Ls Rs Cs.
    kAudioChannelLayoutTag_AudioUnit_6_1 = kAudioChannelLayoutTag_MPEG_6_1_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_7_1_C`. L R C LFE Ls Rs Rls Rrs.
    kAudioChannelLayoutTag_AudioUnit_7_1 = kAudioChannelLayoutTag_MPEG_7_1_C;
    /// The same as `kAudioChannelLayoutTag_MPEG_7_1_A`. L R C LFE Ls Rs Lc Rc.
    kAudioChannelLayoutTag_AudioUnit_7_1_Front = kAudioChannelLayoutTag_MPEG_7_1_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_3_0_B`. C L R.
    kAudioChannelLayoutTag_AAC_3_0 = kAudioChannelLayoutTag_MPEG_3_0_B;
    /// The same as `kAudioChannelLayoutTag_Quadraphonic`. L R Ls Rs.
    kAudioChannelLayoutTag_AAC_Quadraphonic = kAudioChannelLayoutTag_Quadraphonic;
    /// The same as `kAudioChannelLayoutTag_MPEG_4_0_B`. C L R Cs.
    kAudioChannelLayoutTag_AAC_4_0 = kAudioChannelLayoutTag_MPEG_4_0_B;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_0_D`. C L R Ls Rs.
    kAudioChannelLayoutTag_AAC_5_0 = kAudioChannelLayoutTag_MPEG_5_0_D;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_1_D`. C L R Ls Rs LFE.
    kAudioChannelLayoutTag_AAC_5_1 = kAudioChannelLayoutTag_MPEG_5_1_D;
    /// C L R Ls Rs Cs.
    kAudioChannelLayoutTag_AAC_6_0 = tag(141, 6);
    /// C L R Ls Rs Cs LFE.
    kAudioChannelLayoutTag_AAC_6_1 = tag(142, 7);
    /// C L R Ls Rs Rls Rrs.
    kAudioChannelLayoutTag_AAC_7_0 = tag(143, 7);
    /// The same as `kAudioChannelLayoutTag_MPEG_7_1_B`. C Lc Rc L R Ls Rs LFE.
    kAudioChannelLayoutTag_AAC_7_1 = kAudioChannelLayoutTag_MPEG_7_1_B;
    /// C L R Ls Rs Rls Rrs LFE.
    kAudioChannelLayoutTag_AAC_7_1_B = tag(183, 8);
    /// C L R Ls Rs LFE Vhl Vhr.
    kAudioChannelLayoutTag_AAC_7_1_C = tag(184, 8);
    /// C L R Ls Rs Rls Rrs Cs.
    kAudioChannelLayoutTag_AAC_Octagonal = tag(144, 8);
    /// L R C Vhc Lsd Rsd Ls Rs Vhl Vhr Lw Rw Csd Cs LFE1 LFE2.
    kAudioChannelLayoutTag_TMH_10_2_std = tag(145, 16);
    /// As `TMH_10_2_std`, then Lc Rc HI VI haptic.
    kAudioChannelLayoutTag_TMH_10_2_full = tag(146, 21);
    /// C LFE.
    kAudioChannelLayoutTag_AC3_1_0_1 = tag(149, 2);
    /// L C R.
    kAudioChannelLayoutTag_AC3_3_0 = tag(150, 3);
    /// L C R Cs.
    kAudioChannelLayoutTag_AC3_3_1 = tag(151, 4);
    /// L C R LFE.
    kAudioChannelLayoutTag_AC3_3_0_1 = tag(152, 4);
    /// L R Cs LFE.
    kAudioChannelLayoutTag_AC3_2_1_1 = tag(153, 4);
    /// L C R Cs LFE.
    kAudioChannelLayoutTag_AC3_3_1_1 = tag(154, 5);
    /// L C R Ls Rs Cs.
    kAudioChannelLayoutTag_EAC_6_0_A = tag(155, 6);
    /// L C R Ls Rs Rls Rrs.
    kAudioChannelLayoutTag_EAC_7_0_A = tag(156, 7);
    /// L C R Ls Rs LFE Cs.
    kAudioChannelLayoutTag_EAC3_6_1_A = tag(157, 7);
    /// L C R Ls Rs LFE Ts.
    kAudioChannelLayoutTag_EAC3_6_1_B = tag(158, 7);
    /// L C R Ls Rs LFE Vhc.
    kAudioChannelLayoutTag_EAC3_6_1_C = tag(159, 7);
    /// L C R Ls Rs LFE Rls Rrs.
    kAudioChannelLayoutTag_EAC3_7_1_A = tag(160, 8);
    /// L C R Ls Rs LFE Lc Rc.
    kAudioChannelLayoutTag_EAC3_7_1_B = tag(161, 8);
    /// L C R Ls Rs LFE Lsd Rsd.
    kAudioChannelLayoutTag_EAC3_7_1_C = tag(162, 8);
    /// L C R Ls Rs LFE Lw Rw.
    kAudioChannelLayoutTag_EAC3_7_1_D = tag(163, 8);
    /// L C R Ls Rs LFE Vhl Vhr.
    kAudioChannelLayoutTag_EAC3_7_1_E = tag(164, 8);
    /// L C R Ls Rs LFE Cs Ts.
    kAudioChannelLayoutTag_EAC3_7_1_F = tag(165, 8);
    /// L C R Ls Rs LFE Cs Vhc.
    kAudioChannelLayoutTag_EAC3_7_1_G = tag(166, 8);
    /// L C R Ls Rs LFE Ts Vhc.
    kAudioChannelLayoutTag_EAC3_7_1_H = tag(167, 8);
    /// C L R LFE.
    kAudioChannelLayoutTag_DTS_3_1 = tag(168, 4);
    /// C L R Cs LFE.
    kAudioChannelLayoutTag_DTS_4_1 = tag(169, 5);
    /// Lc Rc L R Ls Rs.
    kAudioChannelLayoutTag_DTS_6_0_A = tag(170, 6);
    /// C L R Rls Rrs Ts.
    kAudioChannelLayoutTag_DTS_6_0_B = tag(171, 6);
    /// C Cs L R Rls Rrs.
    kAudioChannelLayoutTag_DTS_6_0_C = tag(172, 6);
    /// Lc Rc L R Ls Rs LFE.
    kAudioChannelLayoutTag_DTS_6_1_A = tag(173, 7);
    /// C L R Rls Rrs Ts LFE.
    kAudioChannelLayoutTag_DTS_6_1_B = tag(174, 7);
    /// C Cs L R Rls Rrs LFE.
    kAudioChannelLayoutTag_DTS_6_1_C = tag(175, 7);
    /// Lc C Rc L R Ls Rs.
    kAudioChannelLayoutTag_DTS_7_0 = tag(176, 7);
    /// Lc C Rc L R Ls Rs LFE.
    kAudioChannelLayoutTag_DTS_7_1 = tag(177, 8);
    /// Lc Rc L R Ls Rs Rls Rrs.
    kAudioChannelLayoutTag_DTS_8_0_A = tag(178, 8);
    /// Lc C Rc L R Ls Cs Rs.
    kAudioChannelLayoutTag_DTS_8_0_B = tag(179, 8);
    /// Lc Rc L R Ls Rs Rls Rrs LFE.
    kAudioChannelLayoutTag_DTS_8_1_A = tag(180, 9);
    /// Lc C Rc L R Ls Cs Rs LFE.
    kAudioChannelLayoutTag_DTS_8_1_B = tag(181, 9);
    /// C L R Ls Rs LFE Cs.
    kAudioChannelLayoutTag_DTS_6_1_D = tag(182, 7);
    /// The same as `kAudioChannelLayoutTag_DVD_4`. L R LFE.
    kAudioChannelLayoutTag_WAVE_2_1 = kAudioChannelLayoutTag_DVD_4;
    /// The same as `kAudioChannelLayoutTag_MPEG_3_0_A`. L R C.
    kAudioChannelLayoutTag_WAVE_3_0 = kAudioChannelLayoutTag_MPEG_3_0_A;
    /// The same as `kAudioChannelLayoutTag_ITU_2_2`. L R Ls Rs.
    kAudioChannelLayoutTag_WAVE_4_0_A = kAudioChannelLayoutTag_ITU_2_2;
    /// L R Rls Rrs.
    kAudioChannelLayoutTag_WAVE_4_0_B = tag(185, 4);
    /// The same as `kAudioChannelLayoutTag_MPEG_5_0_A`. L R C Ls Rs.
    kAudioChannelLayoutTag_WAVE_5_0_A = kAudioChannelLayoutTag_MPEG_5_0_A;
    /// L R C Rls Rrs.
    kAudioChannelLayoutTag_WAVE_5_0_B = tag(186, 5);
    /// The same as `kAudioChannelLayoutTag_MPEG_5_1_A`. L R C LFE Ls Rs.
    kAudioChannelLayoutTag_WAVE_5_1_A = kAudioChannelLayoutTag_MPEG_5_1_A;
    /// L R C LFE Rls Rrs.
    kAudioChannelLayoutTag_WAVE_5_1_B = tag(187, 6);
    /// L R C LFE Cs Ls Rs.
    kAudioChannelLayoutTag_WAVE_6_1 = tag(188, 7);
    /// L R C LFE Rls Rrs Ls Rs.
    kAudioChannelLayoutTag_WAVE_7_1 = tag(189, 8);
    /// Higher-order ambisonics, ACN order, SN3D normalised; or it with the number of channels.
    kAudioChannelLayoutTag_HOA_ACN_SN3D = tag(190, 0);
    /// Higher-order ambisonics, ACN order, N3D normalised; or it with the number of channels.
    kAudioChannelLayoutTag_HOA_ACN_N3D = tag(191, 0);
    /// L R C LFE Ls Rs Ltm Rtm.
    kAudioChannelLayoutTag_Atmos_5_1_2 = tag(194, 8);
    /// L R C LFE Ls Rs Vhl Vhr Ltr Rtr.
    kAudioChannelLayoutTag_Atmos_5_1_4 = tag(195, 10);
    /// L R C LFE Ls Rs Rls Rrs Ltm Rtm.
    kAudioChannelLayoutTag_Atmos_7_1_2 = tag(196, 10);
    /// L R C LFE Ls Rs Rls Rrs Vhl Vhr Ltr Rtr.
    kAudioChannelLayoutTag_Atmos_7_1_4 = tag(192, 12);
    /// L R C LFE Ls Rs Rls Rrs Lw Rw Vhl Vhr Ltm Rtm Ltr Rtr.
    kAudioChannelLayoutTag_Atmos_9_1_6 = tag(193, 16);
    /// The same as `kAudioChannelLayoutTag_Mono`. C.
    kAudioChannelLayoutTag_Logic_Mono = kAudioChannelLayoutTag_Mono;
    /// The same as `kAudioChannelLayoutTag_Stereo`. L R.
    kAudioChannelLayoutTag_Logic_Stereo = kAudioChannelLayoutTag_Stereo;
    /// The same as `kAudioChannelLayoutTag_Quadraphonic`. L R Ls Rs.
    kAudioChannelLayoutTag_Logic_Quadraphonic = kAudioChannelLayoutTag_Quadraphonic;
    /// The same as `kAudioChannelLayoutTag_MPEG_4_0_A`. L R C Cs.
    kAudioChannelLayoutTag_Logic_4_0_A = kAudioChannelLayoutTag_MPEG_4_0_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_4_0_B`. C L R Cs.
    kAudioChannelLayoutTag_Logic_4_0_B = kAudioChannelLayoutTag_MPEG_4_0_B;
    /// L R Cs C.
    kAudioChannelLayoutTag_Logic_4_0_C = tag(197, 4);
    /// The same as `kAudioChannelLayoutTag_MPEG_5_0_A`. L R C Ls Rs.
    kAudioChannelLayoutTag_Logic_5_0_A = kAudioChannelLayoutTag_MPEG_5_0_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_0_B`. L R Ls Rs C.
    kAudioChannelLayoutTag_Logic_5_0_B = kAudioChannelLayoutTag_MPEG_5_0_B;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_0_C`. L C R Ls Rs.
    kAudioChannelLayoutTag_Logic_5_0_C = kAudioChannelLayoutTag_MPEG_5_0_C;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_0_D`. C L R Ls Rs.
    kAudioChannelLayoutTag_Logic_5_0_D = kAudioChannelLayoutTag_MPEG_5_0_D;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_1_A`. L R C LFE Ls Rs.
    kAudioChannelLayoutTag_Logic_5_1_A = kAudioChannelLayoutTag_MPEG_5_1_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_1_B`. L R Ls Rs C LFE.
    kAudioChannelLayoutTag_Logic_5_1_B = kAudioChannelLayoutTag_MPEG_5_1_B;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_1_C`. L C R Ls Rs LFE.
    kAudioChannelLayoutTag_Logic_5_1_C = kAudioChannelLayoutTag_MPEG_5_1_C;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_1_D`. C L R Ls Rs LFE.
    kAudioChannelLayoutTag_Logic_5_1_D = kAudioChannelLayoutTag_MPEG_5_1_D;
    /// The same as `kAudioChannelLayoutTag_AAC_6_0`. C L R Ls Rs Cs.
    kAudioChannelLayoutTag_Logic_6_0_A = kAudioChannelLayoutTag_AAC_6_0;
    /// L R Ls Rs Cs C.
    kAudioChannelLayoutTag_Logic_6_0_B = tag(198, 6);
    /// The same as `kAudioChannelLayoutTag_AudioUnit_6_0`. L R Ls Rs C Cs.
    kAudioChannelLayoutTag_Logic_6_0_C = kAudioChannelLayoutTag_AudioUnit_6_0;
    /// The same as `kAudioChannelLayoutTag_AAC_6_1`. C L R Ls Rs Cs LFE.
    kAudioChannelLayoutTag_Logic_6_1_A = kAudioChannelLayoutTag_AAC_6_1;
    /// L R Ls Rs Cs C LFE.
    kAudioChannelLayoutTag_Logic_6_1_B = tag(199, 7);
    /// The same as `kAudioChannelLayoutTag_MPEG_6_1_A`. L R C LFE Ls Rs Cs.
    kAudioChannelLayoutTag_Logic_6_1_C = kAudioChannelLayoutTag_MPEG_6_1_A;
    /// L C R Ls Cs Rs LFE.
    kAudioChannelLayoutTag_Logic_6_1_D = tag(200, 7);
    /// The same as `kAudioChannelLayoutTag_AudioUnit_7_1`. L R C LFE Ls Rs Rls Rrs.
    kAudioChannelLayoutTag_Logic_7_1_A = kAudioChannelLayoutTag_AudioUnit_7_1;
    /// L R Ls Rs Rls Rrs C LFE.
    kAudioChannelLayoutTag_Logic_7_1_B = tag(201, 8);
    /// The same as `kAudioChannelLayoutTag_MPEG_7_1_C`. L R C LFE Ls Rs Rls Rrs.
    kAudioChannelLayoutTag_Logic_7_1_C = kAudioChannelLayoutTag_MPEG_7_1_C;
    /// The same as `kAudioChannelLayoutTag_MPEG_7_1_A`. L R C LFE Ls Rs Lc Rc.
    kAudioChannelLayoutTag_Logic_7_1_SDDS_A = kAudioChannelLayoutTag_MPEG_7_1_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_7_1_B`. C Lc Rc L R Ls Rs LFE.
    kAudioChannelLayoutTag_Logic_7_1_SDDS_B = kAudioChannelLayoutTag_MPEG_7_1_B;
    /// The same as `kAudioChannelLayoutTag_Emagic_Default_7_1`. L R Ls Rs C LFE Lc Rc.
    kAudioChannelLayoutTag_Logic_7_1_SDDS_C = kAudioChannelLayoutTag_Emagic_Default_7_1;
    /// The same as `kAudioChannelLayoutTag_Atmos_5_1_2`. L R C LFE Ls Rs Ltm Rtm.
    kAudioChannelLayoutTag_Logic_Atmos_5_1_2 = kAudioChannelLayoutTag_Atmos_5_1_2;
    /// The same as `kAudioChannelLayoutTag_Atmos_5_1_4`. L R C LFE Ls Rs Vhl Vhr Ltr Rtr.
    kAudioChannelLayoutTag_Logic_Atmos_5_1_4 = kAudioChannelLayoutTag_Atmos_5_1_4;
    /// The same as `kAudioChannelLayoutTag_Atmos_7_1_2`. L R C LFE Ls Rs Rls Rrs Ltm Rtm.
    kAudioChannelLayoutTag_Logic_Atmos_7_1_2 = kAudioChannelLayoutTag_Atmos_7_1_2;
    /// The same as `kAudioChannelLayoutTag_Atmos_7_1_4`. L R C LFE Ls Rs Rls Rrs Vhl Vhr Ltr Rtr.
    kAudioChannelLayoutTag_Logic_Atmos_7_1_4_A = kAudioChannelLayoutTag_Atmos_7_1_4;
    /// L R Rls Rrs Ls Rs C LFE Vhl Vhr Ltr Rtr.
    kAudioChannelLayoutTag_Logic_Atmos_7_1_4_B = tag(202, 12);
    /// L R Rls Rrs Ls Rs C LFE Vhl Vhr Ltm Rtm Ltr Rtr.
    kAudioChannelLayoutTag_Logic_Atmos_7_1_6 = tag(203, 14);
    /// Channels without a role; or it with the number of channels.
    kAudioChannelLayoutTag_DiscreteInOrder = tag(147, 0);
    /// The same as `kAudioChannelLayoutTag_MPEG_1_0`. C.
    kAudioChannelLayoutTag_CICP_1 = kAudioChannelLayoutTag_MPEG_1_0;
    /// The same as `kAudioChannelLayoutTag_MPEG_2_0`. L R.
    kAudioChannelLayoutTag_CICP_2 = kAudioChannelLayoutTag_MPEG_2_0;
    /// The same as `kAudioChannelLayoutTag_MPEG_3_0_A`. L R C.
    kAudioChannelLayoutTag_CICP_3 = kAudioChannelLayoutTag_MPEG_3_0_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_4_0_A`. L R C Cs.
    kAudioChannelLayoutTag_CICP_4 = kAudioChannelLayoutTag_MPEG_4_0_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_0_A`. L R C Ls Rs.
    kAudioChannelLayoutTag_CICP_5 = kAudioChannelLayoutTag_MPEG_5_0_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_5_1_A`. L R C LFE Ls Rs.
    kAudioChannelLayoutTag_CICP_6 = kAudioChannelLayoutTag_MPEG_5_1_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_7_1_B`. L R C LFE Ls Rs Lc Rc.
    kAudioChannelLayoutTag_CICP_7 = kAudioChannelLayoutTag_MPEG_7_1_B;
    /// The same as `kAudioChannelLayoutTag_ITU_2_1`. L R Cs.
    kAudioChannelLayoutTag_CICP_9 = kAudioChannelLayoutTag_ITU_2_1;
    /// The same as `kAudioChannelLayoutTag_ITU_2_2`. L R Ls Rs.
    kAudioChannelLayoutTag_CICP_10 = kAudioChannelLayoutTag_ITU_2_2;
    /// The same as `kAudioChannelLayoutTag_MPEG_6_1_A`. L R C LFE Ls Rs Cs.
    kAudioChannelLayoutTag_CICP_11 = kAudioChannelLayoutTag_MPEG_6_1_A;
    /// The same as `kAudioChannelLayoutTag_MPEG_7_1_C`. L R C LFE Ls Rs Rls Rrs.
    kAudioChannelLayoutTag_CICP_12 = kAudioChannelLayoutTag_MPEG_7_1_C;
    /// Lc Rc C LFE2 Rls Rrs L R Cs LFE3 Lss Rss Vhl Vhr Vhc Ts Ltr Rtr Ltm Rtm Ctr Cb Lb Rb.
    kAudioChannelLayoutTag_CICP_13 = tag(204, 24);
    /// L R C LFE Ls Rs Vhl Vhr.
    kAudioChannelLayoutTag_CICP_14 = tag(205, 8);
    /// L R C LFE2 Rls Rrs LFE3 Lss Rss Vhl Vhr Ctr.
    kAudioChannelLayoutTag_CICP_15 = tag(206, 12);
    /// L R C LFE Ls Rs Vhl Vhr Lts Rts.
    kAudioChannelLayoutTag_CICP_16 = tag(207, 10);
    /// L R C LFE Ls Rs Vhl Vhr Vhc Lts Rts Ts.
    kAudioChannelLayoutTag_CICP_17 = tag(208, 12);
    /// L R C LFE Ls Rs Lbs Rbs Vhl Vhr Vhc Lts Rts Ts.
    kAudioChannelLayoutTag_CICP_18 = tag(209, 14);
    /// L R C LFE Rls Rrs Lss Rss Vhl Vhr Ltr Rtr.
    kAudioChannelLayoutTag_CICP_19 = tag(210, 12);
    /// L R C LFE Rls Rrs Lss Rss Vhl Vhr Ltr Rtr Leos Reos.
    kAudioChannelLayoutTag_CICP_20 = tag(211, 14);
    /// The same as `kAudioChannelLayoutTag_AC3_3_0`. L C R.
    kAudioChannelLayoutTag_Ogg_3_0 = kAudioChannelLayoutTag_AC3_3_0;
    /// The same as `kAudioChannelLayoutTag_WAVE_4_0_B`. L R Rls Rrs.
    kAudioChannelLayoutTag_Ogg_4_0 = kAudioChannelLayoutTag_WAVE_4_0_B;
    /// L C R Rls Rrs.
    kAudioChannelLayoutTag_Ogg_5_0 = tag(212, 5);
    /// L C R Rls Rrs LFE.
    kAudioChannelLayoutTag_Ogg_5_1 = tag(213, 6);
    /// L C R Ls Rs Cs LFE.
    kAudioChannelLayoutTag_Ogg_6_1 = tag(214, 7);
    /// L C R Ls Rs Rls Rrs LFE.
    kAudioChannelLayoutTag_Ogg_7_1 = tag(215, 8);
    /// L R Rls Rrs C.
    kAudioChannelLayoutTag_MPEG_5_0_E = tag(216, 5);
    /// L R Rls Rrs C LFE.
    kAudioChannelLayoutTag_MPEG_5_1_E = tag(217, 6);
    /// L R Ls Rs C Cs LFE.
    kAudioChannelLayoutTag_MPEG_6_1_B = tag(218, 7);
    /// L R Rls Rrs Ls Rs C LFE.
    kAudioChannelLayoutTag_MPEG_7_1_D = tag(219, 8);
    /// The first tag reserved by Apple.
    kAudioChannelLayoutTag_BeginReserved = 0xF000_0000;
    /// The last tag reserved by Apple.
    kAudioChannelLayoutTag_EndReserved = 0xFFFE_FFFF;
    /// Unknown; or it with the number of channels.
    kAudioChannelLayoutTag_Unknown = 0xFFFF_0000;
}
