//! Exit codes: one enum, one table. `docs/use.md` holds the same table; a test compares them.

macro_rules! statuses {
    ($($name:ident = $code:literal, $meaning:literal, $arabic:literal;)*) => {
        /// How the program ends.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Status { $($name = $code,)* }

        /// Code and meaning of every [`Status`], in English and Arabic.
        pub(crate) const TABLE: &[(u8, &str, &str)] = &[$(($code, $meaning, $arabic)),*];

        /// The table for people.
        pub(crate) const HELP: &str = concat!(
            "List exit codes and what they mean\n",
            $("\n  ", stringify!($code), "\t", $meaning),*
        );
    };
}

statuses! {
    Done = 0, "done", "تمّ";
    Failed = 1, "failed for a reason without a code of its own", "فشل لسبب بلا رمز خاص";
    Usage = 2, "the command line, or what was given with it, was not understood", "لم يُفهم سطر الأمر أو ما أُعطي معه";
    NotSignedUp = 64, "there is no account on this device yet", "لا حساب على هذا الجهاز بعد";
    NoNetwork = 65, "the host could not be reached, and nothing was done", "تعذّر بلوغ المضيف ولم يُنفَّذ شيء";
    Waiting = 66, "not finished in time; it waits in the outbox and goes on the next time", "لم ينتهِ في الوقت؛ ينتظر في صندوق الصادر ويُستأنف في المرة التالية";
    Refused = 67, "the host refused", "رفض المضيف";
    Name = 68, "the name is taken, malformed, reserved, or imitates another", "الاسم مأخوذ أو لا يصلح أو محجوز أو يشبه غيره";
    NoSuchPerson = 69, "there is no such person", "لا أحد بهذا الاسم";
    WrongPassphrase = 70, "wrong passphrase or key file", "عبارة المرور أو ملف المفتاح خطأ";
    Locked = 71, "another program has this data directory open", "برنامج آخر يفتح مجلد البيانات";
    Newer = 72, "the data directory was written by a newer version", "كتب مجلدَ البيانات إصدارٌ أحدث";
    NotAllowed = 73, "not allowed in this conversation, or to you", "غير مسموح في هذه المحادثة أو لك";
    TooLong = 74, "too long, too many, or empty", "أطول أو أكثر من الحد، أو فارغ";
    NotFound = 75, "no such conversation or message, or more than one fits", "لا محادثة أو رسالة كهذه، أو تصلح أكثر من واحدة";
    Data = 76, "a file or the data directory cannot be read or written, or the disk is full", "تعذّرت قراءة ملف أو مجلد البيانات أو الكتابة فيه، أو امتلأ القرص";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_has_the_same_table() {
        let manual = include_str!("../../../docs/use.md");
        for (code, meaning, _) in TABLE {
            let row = format!("| {code} | {meaning} |");
            assert!(manual.contains(&row), "docs/use.md lacks: {row}");
        }
    }

    #[test]
    fn codes_are_distinct_and_leave_those_of_shells_alone() {
        let mut codes: Vec<u8> = TABLE.iter().map(|(code, _, _)| *code).collect();
        codes.dedup();
        assert_eq!(codes.len(), TABLE.len());
        assert!(codes.iter().all(|code| *code < 78));
    }
}
