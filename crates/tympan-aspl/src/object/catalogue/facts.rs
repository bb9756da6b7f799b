//! The selectors of each class as hal-facts B has them, written out by hand, so that a row that is missing from a table is noticed; and those that are left
//! out on purpose.

use tympan_aspl_sys::FourCc;

use super::{Notify, inherited, published};

/// B.2, of every class.
const OBJECT: &str = "bcls clas stdv ownd cust";

/// B.2, of classes whose objects have something to say there. Where a class has no row, the author's own properties can answer them.
pub(super) const TEXTS: &str = "lnam lmod lmak lchn lccn lcnn iden snum fwvn";

/// The selectors of a class beyond [`OBJECT`], by who announces them. `_` is a blank.
struct Facts {
    /// All classes for which it is the same.
    classes: &'static str,
    /// The plug-in: P in the column "Notify".
    plug_in: &'static str,
    /// The host, after a configuration change: C.
    configuration: &'static str,
    /// Nobody. `'iden'` is among them although it is P: only hardware that asks for it would announce it.
    nobody: &'static str,
}

/// B.3 to B.10. Of the rows that B.2 leaves to each class, those that the class's own section names.
const CLASSES: &[Facts] = &[
    Facts {
        classes: "aplg",
        plug_in: "dev# box# clk#",
        configuration: "",
        nobody: "lnam lmak uidd uidb uidc rsrc piid",
    },
    Facts {
        classes: "trpm",
        plug_in: "dev# box# clk# end#",
        configuration: "",
        nobody: "lnam lmak uidd uidb uidc uide tran rsrc piid",
    },
    Facts {
        classes: "abox",
        plug_in: "lnam bxon bxof bdv# bcl#",
        configuration: "",
        nobody: "lmod lmak snum fwvn iden buid tran bhau bhvi bhmi bpro",
    },
    Facts {
        classes: "adev",
        plug_in: "lnam akin livn dflt sflt hidn dch2 srnd lchn lccn lcnn vAd+ vAdS",
        configuration: "clkd ltnc saft stm# ctrl nsrt nsr# ring cstb",
        nobody: "lmod lmak iden snum fwvn uid_ muid tran goin icon capp clok resc resf",
    },
    Facts {
        classes: "edev",
        plug_in: "lnam akin livn dflt sflt hidn dch2 srnd lchn lccn lcnn vAd+ vAdS agrp",
        configuration: "clkd ltnc saft stm# ctrl nsrt nsr# ring cstb",
        nobody: "lmod lmak iden snum fwvn uid_ muid tran goin icon capp clok resc resf acom priv",
    },
    // A device without what I/O needs.
    Facts {
        classes: "endp",
        plug_in: "lnam akin livn dflt sflt hidn lchn lccn lcnn",
        configuration: "clkd ctrl",
        nobody: "lmod lmak iden snum fwvn uid_ muid tran icon capp",
    },
    Facts {
        classes: "aclk",
        plug_in: "lnam livn",
        configuration: "clkd ltnc ctrl nsrt nsr# ring cstb",
        nobody: "lmod lmak iden snum fwvn cuid tran goin clok",
    },
    Facts {
        classes: "astr",
        plug_in: "sact term lnam lchn",
        configuration: "schn ltnc sfmt sfma pft_ pfta",
        nobody: "sdir",
    },
    // Controls have `'lnam'` too, which B.10 does not mention and B.2 gives to every object.
    Facts {
        classes: "levl vlme subv",
        plug_in: "lcsv lcdv",
        configuration: "",
        nobody: "cscp celm lnam lcdr lcsd lcds",
    },
    Facts {
        classes: "togl mute solo jack subm phan phsi clip talb lsnb",
        plug_in: "bcvl",
        configuration: "",
        nobody: "cscp celm lnam",
    },
    Facts {
        classes: "slct dsrc dest clck nlvl hipf",
        plug_in: "scci scai",
        configuration: "",
        nobody: "cscp celm lnam scin clkk",
    },
    Facts {
        classes: "sldr",
        plug_in: "sdrv",
        configuration: "",
        nobody: "cscp celm lnam sdrr",
    },
    Facts {
        classes: "span",
        plug_in: "spcv",
        configuration: "",
        nobody: "cscp celm lnam spcc",
    },
];

/// What hal-facts B names and no table has: the class, the selectors and the reason.
pub(super) const LEFT_OUT: &[(&str, &[&str], &str)] = &[
    (
        "aobj",
        &["oplg lisa lisr"],
        "The host answers them for its clients (B.2).",
    ),
    (
        "aplg",
        &["cagg dagg"],
        "The host makes aggregate devices; the plug-in is never asked (B.3).",
    ),
    (
        "trpm",
        &["cdev ddev"],
        "A client asks the host, which calls CreateDevice and DestroyDevice (B.4).",
    ),
    (
        "adev",
        &["eord"],
        "Only in the SDK of macOS 27; what it may hold and who announces it is not known (B.6).",
    ),
    (
        "adev",
        &["oink fsiz fsz# vfsz ncyc slay suse asrt apcd oswg appm gone over stpd diff plug"],
        "The host keeps them for its clients (B.6).",
    ),
    (
        "adev",
        &[
            "volm vold vdb# v2db db2v mute solo phan phsi clip talb lsnb jack span spn# ssrc ssc# lscn ssck csrc csc# lcsn csck",
            "nlvl nlv# lcnl hipf hip# hipl svlm svld svd# sv2d sd2v smut thru thrs mvsc mvdb mvd# mv2d mv2s mspn msp# mdds mdd# mddc",
        ],
        "The host derives them from the device's control objects (B.6).",
    ),
];

/// A code of four characters; `_` is a blank.
pub(super) fn code(characters: &str) -> u32 {
    let characters: [u8; 4] = characters
        .replace('_', " ")
        .into_bytes()
        .try_into()
        .unwrap();
    u32::from_be_bytes(characters)
}

pub(super) fn codes<'a>(lists: &'a [&'a str]) -> impl Iterator<Item = u32> + 'a {
    lists
        .iter()
        .flat_map(|list| list.split_whitespace())
        .map(code)
}

/// Codes in a comparable and readable form.
fn sorted(codes: impl IntoIterator<Item = u32>) -> Vec<String> {
    let mut codes: Vec<_> = codes
        .into_iter()
        .map(|code| FourCc(code).to_string())
        .collect();
    codes.sort();
    codes
}

#[test]
fn every_class_inherits_the_rows_of_audio_object() {
    let selectors = inherited().into_iter().map(|row| row.selector);
    assert_eq!(sorted(selectors), sorted(codes(&[OBJECT])));
}

#[test]
fn every_class_has_exactly_the_rows_that_the_facts_have() {
    for group in published() {
        for class in group.classes {
            let is_about = |facts: &&Facts| codes(&[facts.classes]).any(|known| known == *class);
            let facts = CLASSES.iter().find(is_about);
            let facts = facts.unwrap_or_else(|| panic!("no facts about {}", FourCc(*class)));
            for (notify, expected) in [
                (Notify::PlugIn, facts.plug_in),
                (Notify::Configuration, facts.configuration),
                (Notify::Nobody, facts.nobody),
            ] {
                let rows = group.rows.iter().filter(|row| row.notify == notify);
                assert_eq!(
                    sorted(rows.map(|row| row.selector)),
                    sorted(codes(&[expected])),
                    "{} {notify:?}",
                    FourCc(*class)
                );
            }
        }
    }
}

#[test]
fn every_class_of_the_facts_is_published_once() {
    let groups = published();
    let published = groups.iter().flat_map(|group| group.classes).copied();
    let classes: Vec<_> = CLASSES.iter().map(|facts| facts.classes).collect();
    let facts = codes(&classes);
    assert_eq!(sorted(published), sorted(facts));
}

#[test]
fn nothing_is_both_in_a_table_and_left_out() {
    for (class, lists, _) in LEFT_OUT {
        for group in published() {
            if *class != "aobj" && !group.classes.contains(&code(class)) {
                continue;
            }
            for left_out in codes(lists) {
                let found = group.rows.iter().find(|row| row.selector == left_out);
                assert!(found.is_none(), "{} of {class}", FourCc(left_out));
            }
        }
    }
}
