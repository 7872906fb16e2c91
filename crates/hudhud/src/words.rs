//! What a person reads, in English and Arabic: one line for each phrase, so that neither language
//! can lack one. `{0}` and `{1}` stand for what is filled in.

use crate::arguments::Language;

macro_rules! phrases {
    ($($name:ident: $english:literal, $arabic:literal;)*) => {
        /// Something to say.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Phrase { $($name),* }

        impl Phrase {
            /// The phrase itself, with its placeholders.
            pub(crate) const fn text(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, Language::En) => $english,
                      (Self::$name, Language::Ar) => $arabic,)*
                }
            }

            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

phrases! {
    // What a conversation shows.
    You: "you", "أنت";
    Comma: ", ", "، ";
    Edited: "edited", "معدّلة";
    Deleted: "message deleted", "رسالة محذوفة";
    Unsupported: "this message needs a newer version", "هذه الرسالة تحتاج إصدارًا أحدث";
    AttachedPhoto: "photo", "صورة";
    AttachedFile: "file {0}", "ملف {0}";
    AttachedLeaving: "on its way", "قيد الإرسال";
    AttachedThere: "not fetched", "لم يُجلب";
    AttachedComing: "being fetched", "قيد الجلب";
    AttachedGone: "no longer at the host", "لم يعد على المضيف";
    AttachedDamaged: "damaged at the host", "تالف على المضيف";
    AttachedUnsent: "not sent", "لم يُرسل";
    Percent: "{0}%", "{0}٪";
    Sending: "sending, {0}%", "جارٍ الإرسال، {0}٪";
    Fetching: "fetching, {0}%", "جارٍ الجلب، {0}٪";
    HowToSave: "to save: hudhud save {0}", "للحفظ: hudhud save {0}";
    Queued: "waiting", "في الانتظار";
    Sent: "sent", "أُرسلت";
    Delivered: "delivered", "وصلت";
    Read: "read", "قُرئت";
    NotTaken: "not sent", "لم تُرسل";
    ReplyTo: "in reply to {0}: {1}", "ردًا على {0}: {1}";
    ReplyToUnknown: "in reply to a message that is not on this device", "ردًا على رسالة ليست على هذا الجهاز";
    ForwardedFrom: "forwarded from {0}", "مُعاد توجيهها من {0}";
    Forwarded: "forwarded", "مُعاد توجيهها";
    ForwardedOften: "many times", "مرات كثيرة";
    Reacted: "{0} by {1}", "{0} من {1}";
    Typing: "{0} is writing…", "{0} يكتب…";
    Draft: "draft: {0}", "مسودة: {0}";
    Unread: "{0} unread", "{0} غير مقروءة";
    Admin: "admin", "مشرف";
    Untitled: "(no title)", "(بلا عنوان)";
    InvitedBy: "a group, invited by {0}", "مجموعة، بدعوة من {0}";
    Unnamed: "account {0}…", "حساب {0}…";
    CalledAndNamed: "{0} ({1})", "{0} ({1})";
    ShownAs: "Others see you as {0}.", "يراك الآخرون باسم {0}.";
    ShownWithNext: "A change travels with your next message in each conversation; the server never learns it.", "ينتقل كل تغيير مع رسالتك التالية في كل محادثة، ولا يعرفه الخادم أبدًا.";
    StateCreating: "being created", "قيد الإنشاء";
    StateRequest: "request", "طلب";
    StateLeft: "you left", "غادرتها";
    StateRemoved: "you were removed", "أُزلت منها";
    StateBlocked: "blocked", "محظور";
    StateDeserted: "they left", "غادر الطرف الآخر";
    StateOutOfStep: "catching up", "قيد الاستدراك";
    StateFailed: "could not be created", "تعذّر إنشاؤها";
    Disagreement: "what the server shows of {0} does not agree with what it showed before, or shows to others", "ما يعرضه الخادم من {0} لا يوافق ما عرضه من قبل، أو ما يعرضه على غيرك";
    InDoubt: "what is shown there is in doubt", "ما يُعرض فيها موضع شك";
    NewRequest: "{0} wants to write to you: hudhud requests", "{0} يريد مراسلتك: hudhud requests";
    // Lines that nobody wrote; {0} did it, {1} is whom or what it is about.
    NoticeAdded: "{0} added {1}", "{0} أضاف {1}";
    NoticeRemoved: "{0} removed {1}", "{0} أزال {1}";
    NoticeLeft: "{1} left", "{1} غادر";
    NoticeYouLeft: "you left", "غادرت";
    NoticeRenamed: "{0} gave the group the title {1}", "{0} سمّى المجموعة {1}";
    NoticePromoted: "{0} made {1} an admin", "{0} جعل {1} مشرفًا";
    NoticeDemoted: "{0} removed {1} as an admin", "{0} سحب الإشراف من {1}";
    NoticeJoined: "you joined; earlier messages are not here", "انضممت؛ الرسائل السابقة ليست هنا";
    NoticeUnreadable: "a message that this device cannot read any more", "رسالة لم يعد هذا الجهاز يستطيع قراءتها";
    NoticeMissed: "messages were gone from the server before this device read them", "اختفت رسائل من الخادم قبل أن يقرأها هذا الجهاز";
    NoticeRejoined: "this device fell out of step and is back; messages in between may be missing", "انقطع هذا الجهاز ثم عاد؛ وقد تنقص رسائل بينهما";
    NoticeUnanswered: "this device fell out of step, and nobody has let it back in for thirty days; say something here to ask again", "انقطع هذا الجهاز ولم يُعِده أحد منذ ثلاثين يومًا؛ قل شيئًا هنا ليطلب ذلك من جديد";
    NoticeContradicted: "the server showed a list of devices of {1} that does not go with the one known here; it was not used: ask {1} about it in person", "عرض الخادم قائمة بأجهزة {1} لا تتفق مع القائمة المعروفة هنا، فلم تُستعمل: اسأل {1} عنها وجهًا لوجه";
    NoticeSetAside: "something was sent here that this version of hudhud cannot take in; it is kept for a later version", "أُرسل هنا شيء لا يستطيع هذا الإصدار من هدهد أن يقرأه؛ وهو محفوظ لإصدار لاحق";
    NoticeDisagreed: "the server has not shown everybody the same here: messages may be missing, or stand here that others do not see", "لم يعرض الخادم هنا الشيء نفسه على الجميع: قد تنقص رسائل، أو تظهر لك رسائل لا يراها غيرك";
    NoticeDisagreedWith: "{0} was shown something else here than you were, or says so: messages may be missing, or stand here that others do not see", "عُرض على {0} هنا شيء غير ما عُرض عليك، أو يُدَّعى ذلك: قد تنقص رسائل، أو تظهر لك رسائل لا يراها غيرك";
    NoticeHostBehind: "the server shows an older state of this conversation than this device has read; nothing is sent here until that has changed", "يعرض الخادم حالة لهذه المحادثة أقدم مما قرأه هذا الجهاز؛ ولن يُرسل منها شيء حتى يتغيّر ذلك";
    NoticeChangeUnsaid: "what you changed here last was not sent: the others do not see it", "لم يُرسل آخر ما غيّرته هنا، فلا يراه الآخرون";
    NoticeCopied: "something was sent from here that this device does not remember: its data was copied, or set back; it asks to be let in again before it sends anything", "أُرسل من هنا شيء لا يتذكره هذا الجهاز: نُسخت بياناته أو أُعيدت إلى حالة أقدم؛ وسيطلب أن يُعاد إدخاله قبل أن يرسل شيئًا";
    // What a command says.
    HowToAccept: "Take part: hudhud requests accept NUMBER. Refuse: hudhud requests decline NUMBER.", "للمشاركة: hudhud requests accept ثم الرقم. للرفض: hudhud requests decline ثم الرقم.";
    NotAccepted: "No more of it is shown before you accept: hudhud requests accept {0}", "لا يظهر منها أكثر من ذلك قبل قبولك: hudhud requests accept {0}";
    GroupIncomplete: "The group was made, without {0}, whom nobody knows there: check the spelling, and add people with `hudhud group add`.", "أُنشئت المجموعة بدون {0}، فلا أحد هناك بهذا الاسم: راجع الكتابة، ثم أضف الأعضاء بـ hudhud group add";
    SignedUp: "You are {0}.", "أنت {0}.";
    NoConversations: "No conversations yet. Begin one: hudhud send @name 'Hello'", "لا محادثات بعد. ابدأ واحدة: hudhud send @name 'مرحبًا'";
    NoRequests: "No requests.", "لا طلبات.";
    NobodySays: "Nobody says how far they are: it is not a message of yours, it has not left, or there are more than 32 people.", "لا أحد يخبر بما وصله: ليست رسالة منك، أو لم تغادر بعد، أو في المحادثة أكثر من ٣٢ شخصًا.";
    NoMessages: "No messages.", "لا رسائل.";
    NothingFound: "Nothing found.", "لا نتائج.";
    NobodyBlocked: "You have blocked nobody.", "لم تحظر أحدًا.";
    Accepted: "You are in the conversation now.", "أنت الآن في المحادثة.";
    Declined: "Declined.", "رُفض الطلب.";
    BlockedNow: "Blocked.", "حُظر.";
    UnblockedNow: "Unblocked.", "أُلغي الحظر.";
    GroupCreated: "Created {0}.", "أُنشئت {0}.";
    Done: "Done.", "تم.";
    InOutbox: "In the outbox; it goes out the next time the network allows.", "في صندوق الصادر؛ تُرسل حين تسمح الشبكة.";
    OnceAccepted: "They see how it begins, and the rest once they accept.", "يرى الطرف الآخر أول ما كتبت، وبقيته حين يقبل.";
    Connecting: "connecting…", "جارٍ الاتصال…";
    NotCurrent: "What you see may be old.", "قد يكون المعروض قديمًا.";
    Kept: "It is kept, and goes on the next time you run a command.", "محفوظ، ويُستأنف مع الأمر التالي.";
    KeptOffline: "It is kept, and goes on the next time you run a command without --offline.", "محفوظ، ويُستأنف مع أول أمر بلا ‎--offline.";
    NothingDone: "Nothing was done.", "لم يُنفَّذ شيء.";
    NotLookedUp: "{0} was not found in time, because the server does not answer: nothing was done.", "لم يُعثر على {0} في الوقت لأن الخادم لا يجيب: لم يُنفَّذ شيء.";
    OutputNotTaken: "What was asked for could not be written: {0}.", "تعذّرت كتابة المطلوب: {0}.";
    PassphraseShort: "That passphrase is too short: choose at least {0} characters, for example four words.", "عبارة المرور قصيرة: اختر {0} أحرف على الأقل، مثل أربع كلمات.";
    NotText: "What came on standard input is not text in UTF-8: nothing of it was sent.", "ما جاء في الدخل القياسي ليس نصًا بترميز UTF-8: لم يُرسل منه شيء.";
    Connected: "Connected.", "متصل.";
    NotConnected: "Not connected; trying again.", "غير متصل؛ تتكرر المحاولة.";
    LikelySetting: "{0} is no setting of this program; did you mean {1}?", "{0} ليس إعدادًا لهذا البرنامج؛ أتقصد {1}؟";
    UnknownSetting: "{0} is no setting of this program, and is ignored.", "{0} ليس إعدادًا لهذا البرنامج، ويُهمل.";
    // What waits.
    NothingWaits: "Nothing waits.", "لا شيء في الانتظار.";
    WaitsSignUp: "making the account", "إنشاء الحساب";
    WaitsName: "claiming a name", "طلب اسم";
    WaitsBegin: "looking for {0}", "البحث عن {0}";
    WaitsAdd: "adding {0}", "إضافة {0}";
    WaitsRemove: "removing {0}", "إزالة {0}";
    WaitsRename: "the title {0}", "العنوان {0}";
    WaitsPromote: "making {0} an admin", "جعل {0} مشرفًا";
    WaitsDemote: "making {0} an ordinary member", "سحب الإشراف من {0}";
    WaitsLeave: "leaving", "المغادرة";
    WaitsAccept: "joining", "الانضمام";
    WaitsUpkeep: "keeping the group in order", "ترتيب المجموعة";
    WaitsLetter: "the invitation of {0}", "دعوة {0}";
    WaitsReceipt: "word of what has come and was read", "إشعار بما وصل وقُرئ";
    WaitsChange: "a change to what was said", "تغيير في ما قيل";
    HowToCancel: "Give up what has a code: hudhud outbox cancel CODE. Try everything now: hudhud outbox retry.", "لإلغاء ما له رمز: hudhud outbox cancel ثم الرمز. للمحاولة الآن: hudhud outbox retry";
    Cancelled: "Given up.", "أُلغي.";
    NoSuchWaiting: "Nothing that waits has the code {0}: `hudhud outbox` lists what does.", "لا شيء في الانتظار برمز {0}: يعرضه hudhud outbox";
    OnItsWay: "{0} may have left already, and cannot be given up.", "ربما غادر {0}، فلا يمكن إلغاؤه.";
    Listening: "Listening; Ctrl-C ends.", "أستمع؛ Ctrl-C للإنهاء.";
    AccountLine: "account {0}", "الحساب {0}";
    HostLine: "server {0}", "الخادم {0}";
    NameWanted: "name wanted: {0}", "الاسم المطلوب: {0}";
    NoName: "no name: others find you by your account", "بلا اسم: يجدك الآخرون بحسابك";
    Exporting: "writing… {0} of {1} conversations", "جارٍ الكتابة… {0} من {1} محادثات";
    Exported: "Written to {0}. Messages: {1}; conversations: {2}. The file is not encrypted.", "كُتب إلى {0}. الرسائل: {1}؛ المحادثات: {2}. الملف غير مشفّر.";
    Saved: "Saved: {0}", "حُفظ: {0}";
    AskProgram: "{0} is a program (.{1}): whoever opens it lets it do on this machine whatever they can do themselves. Type yes to save it:", "{0} برنامج ({1}.): ومن يفتحه يتيح له على هذا الجهاز كل ما هو متاح له. للحفظ اكتب نعم:";
    ProgramNotSaved: "{0} is a program, and was not saved. To save it: hudhud save {1} --yes", "{0} برنامج، ولم يُحفظ. للحفظ: hudhud save {1} --yes";
    NothingAttached: "Nothing is attached to message {0}.", "لا شيء مرفق بالرسالة {0}.";
    NotAPicture: "{0} is no picture that can be shown (JPEG, PNG, WebP, GIF; up to 50 megapixels): send it with --file.", "{0} ليس صورة يمكن عرضها (JPEG أو PNG أو WebP أو GIF حتى ٥٠ ميغابكسل): أرسله بـ --file";
    FileTooLong: "{0} is too large: at most {1} MiB, a little less for what seals it.", "{0} أكبر من المسموح: {1} ميبيبايت على الأكثر، وأقل قليلًا لما يختمه.";
    TooMuchAttached: "Too much is attached: at most 30 files, and short words beside them.", "المرفقات أكثر من المسموح: ٣٠ ملفًا على الأكثر مع كلام قصير.";
    IsGone: "What is attached to message {0} is no longer at the host: ask its sender to send it again.", "لم يعد مرفق الرسالة {0} على المضيف: اطلب من مرسله إرساله من جديد.";
    IsDamaged: "What the host has of message {0} is not what was sent: ask its sender to send it again.", "ما على المضيف من الرسالة {0} ليس ما أُرسل: اطلب من مرسله إرساله من جديد.";
    FileExists: "{0} is there already and is left as it is: name another directory.", "الملف {0} موجود وبقي كما هو: اذكر مجلدًا آخر.";
    ExportStopped: "Stopped: no file was written.", "أُوقف التصدير: لم يُكتب أي ملف.";
    // Passphrases.
    AskPassphrase: "Passphrase: ", "عبارة المرور: ";
    ChoosePassphrase: "Choose a passphrase for this device: ", "اختر عبارة مرور لهذا الجهاز: ";
    RepeatPassphrase: "Once more: ", "مرة أخرى: ";
    // A conversation line by line.
    TalkHelp: "A line is sent. Also: /reply N TEXT, /edit N TEXT, /react N EMOJI, /forward N CONVERSATION, /delete N, /help, /quit", "السطر يُرسل. وأيضًا: /reply رقم نص، /edit رقم نص، /react رقم رمز، /forward رقم محادثة، /delete رقم، /help، /quit";
    TalkUnknown: "There is no command {0}; /help lists them.", "لا يوجد أمر {0}؛ ‏/help يعرض الأوامر.";
    TalkNumber: "Say which message, by its number.", "اذكر رقم الرسالة.";
    // The whole screen.
    Today: "Today", "اليوم";
    Yesterday: "Yesterday", "أمس";
    NewMessages: "new messages", "رسائل جديدة";
    NewBelow: "{0} new below: Ctrl-G", "{0} جديدة بالأسفل: Ctrl-G";
    MoreBelow: "newest: Ctrl-G", "الأحدث: Ctrl-G";
    MembersCount: "members: {0}", "الأعضاء: {0}";
    ListEmpty: "No conversations yet. Ctrl-K, then @name, begins one.", "لا محادثات بعد. لبدء واحدة: Ctrl-K ثم @name";
    ChooseConversation: "Choose a conversation: Enter opens it.", "اختر محادثة: يفتحها Enter";
    WriteHere: "Write a message", "اكتب رسالة";
    Changing: "changing: {1}", "تعديل: {1}";
    AnswerRequest: "{0} wants to write to you. a: accept, d: decline. Until then nothing of it is opened.", "{0} يريد مراسلتك. ‏a للقبول، d للرفض. وقبل ذلك لا يُفتح منها شيء.";
    NothingToWrite: "This conversation is over.", "انتهت هذه المحادثة.";
    HintList: "Enter: open   Ctrl-K: find   F1: keys   Ctrl-Q: quit", "Enter: فتح   Ctrl-K: بحث   F1: المفاتيح   Ctrl-Q: خروج";
    HintWriting: "Enter: send   Tab: list   Ctrl-K: find   F1: keys", "Enter: إرسال   Tab: القائمة   Ctrl-K: بحث   F1: المفاتيح";
    HintMessage: "r: reply   e: edit   d: delete   +: react   f: forward   Esc: back", "r: رد   e: تعديل   d: حذف   +: تفاعل   f: إعادة توجيه   Esc: رجوع";
    Forwarding: "forwarded to {0}", "أُعيد توجيهها إلى {0}";
    HintFind: "Enter: open   Esc: back", "Enter: فتح   Esc: رجوع";
    HintOver: "Esc: back", "Esc: رجوع";
    Finding: "Find: conversations, @people, messages", "بحث: محادثات، @أشخاص، رسائل";
    WriteTo: "write to {0}", "راسل {0}";
    AskDelete: "Take this message back for everybody?  y: yes   Esc: no", "حذف هذه الرسالة عند الجميع؟  y: نعم   Esc: لا";
    AskReaction: "React with", "تفاعل بـ";
    Pinned: "pinned", "مثبّتة";
    Muted: "muted", "مكتومة";
    Archived: "archived", "مؤرشفة";
    Keys: "Keys", "المفاتيح";
    KeySend: "send, open, choose", "إرسال، فتح، اختيار";
    KeyBreak: "new line", "سطر جديد";
    KeyTab: "complete a name or command; to the list", "إكمال اسم أو أمر؛ إلى القائمة";
    KeyBack: "one step back", "خطوة إلى الوراء";
    KeyFind: "find conversations, people, messages", "بحث عن محادثات وأشخاص ورسائل";
    KeyNext: "next, previous conversation", "المحادثة التالية، السابقة";
    KeyScroll: "scroll", "تمرير";
    KeyNewest: "to the newest message", "إلى أحدث رسالة";
    KeyChoose: "choose a message", "اختيار رسالة";
    KeyMessage: "reply to it, edit, delete, react, forward", "الرد عليها، تعديل، حذف، تفاعل، إعادة توجيه";
    KeyFailed: "send again, forget what was not sent", "إعادة إرسال ما لم يُرسل، أو نسيانه";
    KeyUp: "change the last message; what was sent before", "تعديل آخر رسالة؛ ما أُرسل من قبل";
    KeyDetails: "who is in the conversation", "من في المحادثة";
    KeyRequest: "accept, decline a request", "قبول طلب، رفضه";
    KeyWrite: "write to somebody", "مراسلة شخص";
    KeyGroup: "begin a group", "بدء مجموعة";
    KeyCommands: "Tab after / lists the others", "اضغط Tab بعد / لبقية الأوامر";
    KeyQuit: "quit", "خروج";
    // What goes wrong: one sentence, and what to do.
    NotSignedUp: "There is no account on this device yet: begin with `hudhud signup --server URL`.", "لا حساب على هذا الجهاز بعد: ابدأ بـ hudhud signup --server URL";
    AlreadySignedUp: "There is an account on this device already: `hudhud account` shows it; use another --home for a second one.", "على هذا الجهاز حساب: يعرضه hudhud account؛ استعمل --home آخر لحساب ثانٍ.";
    NoSuchConversation: "No conversation here is called {0}: `hudhud conversations` lists them.", "لا محادثة هنا باسم {0}: يعرضها hudhud conversations";
    Ambiguous: "{0} could be any of: {1}. Name one by its number.", "{0} قد تعني: {1}. اذكر رقم إحداها.";
    NoSuchMessage: "There is no message {0} here: `hudhud history` shows their numbers.", "لا رسالة برقم {0} هنا: تظهر الأرقام في hudhud history";
    NotReady: "What is attached to message {0} is still being fetched or sealed: try again in a moment.", "مرفق الرسالة {0} لا يزال قيد الجلب أو الختم: حاول بعد قليل.";
    OfOne: "To {0}: {1}", "إلى {0}: {1}";
    MessageDeleted: "That message was deleted by whoever wrote it.", "حذف هذه الرسالة من كتبها.";
    NotAdded: "Nobody is called {0}; everybody else was added. Check the spelling, and the server if you wrote one.", "لا أحد باسم {0}، وأُضيف الآخرون. راجع الكتابة، والخادم إن كتبته.";
    NotAddedForged: "{0} was not added: what the server gave does not verify. Ask the person by another way.", "لم يُضَف {0}: ما أعطاه الخادم لا يصح. اسأل الشخص بطريق آخر.";
    NotAddedYourself: "{0} is you: you are in the group already.", "{0} هو أنت: أنت في المجموعة.";
    NoSuchPerson: "Nobody is called {0}: check the spelling, and the server if you wrote one.", "لا أحد باسم {0}: راجع الكتابة، والخادم إن كتبته.";
    Whom: "Say whom: @name, @name@host, or an account.", "اكتب من تقصد: @name أو @name@host أو حسابًا.";
    NotAPerson: "{0} is not a person: write @name, @name@host, or an account.", "{0} ليس شخصًا: اكتب @name أو @name@host أو حسابًا.";
    NotAMember: "That person is not in this conversation: `hudhud group members` lists who is.", "ليس في هذه المحادثة: يعرض الأعضاء hudhud group members";
    NotActive: "This conversation takes no messages from you now: it is over, or waits to be accepted.", "هذه المحادثة لا تقبل رسائل منك الآن: انتهت أو تنتظر القبول.";
    YouLeft: "You have left {0}. What was said stays here: `hudhud history` shows it.", "غادرت {0}. ما قيل فيها باقٍ هنا: يعرضه hudhud history";
    YouWereRemoved: "You were removed from {0}: only a member can add you again. What was said stays here.", "أُزلت من {0}: لا يعيدك إليها إلا أحد أعضائها. ما قيل فيها باقٍ هنا.";
    NotOver: "This conversation is not over: leave it first.", "هذه المحادثة لم تنته: غادرها أولًا.";
    NotARequest: "This conversation is not a request: `hudhud requests` lists them.", "هذه المحادثة ليست طلبًا: يعرض الطلبات hudhud requests";
    NotAGroup: "This works in groups only.", "هذا للمجموعات فقط.";
    NoControl: "No other admin has passed on to this device what it takes to remove somebody here: ask one of them to do it, or begin a new group.", "لم يسلّم أي مشرف آخر هذا الجهاز ما يلزم لإزالة أحد من هنا: اطلب ذلك من مشرف آخر، أو أنشئ مجموعة جديدة.";
    NotAllowed: "Only an admin of this group may do that: ask one to do it, or to promote you.", "هذا لمشرفي المجموعة فقط: اطلبه من مشرف أو اطلب ترقيتك.";
    NotAnAddress: "That is not the address of a server.", "هذا ليس عنوان خادم.";
    NotYours: "Only the person who wrote a message can change it.", "لا يغيّر الرسالة إلا كاتبها.";
    Empty: "There is nothing to send: write some text.", "لا شيء يُرسل: اكتب نصًا.";
    TooLong: "Too long: at most {0} bytes of UTF-8. Send it in parts.", "أطول من الحد: {0} بايت على الأكثر. أرسلها أجزاء.";
    TooManyReactions: "This message has as many reactions as it can take.", "بلغت التفاعلات مع هذه الرسالة حدّها الأقصى.";
    NotAProfilePicture: "A picture of you is a JPEG of at most 384 pixels each way and 20 KiB.", "يجب أن تكون صورتك ملف JPEG لا يتجاوز ٣٨٤ بكسل عرضًا وارتفاعًا، و٢٠ كيبيبايت.";
    NotAnEmoji: "A reaction is one emoji, for example 👍.", "التفاعل رمز واحد، مثل 👍.";
    TooMany: "Too many people: at most {0}.", "العدد أكبر من الحد: {0} على الأكثر.";
    TooManyPeople: "The group is full.", "المجموعة ممتلئة.";
    Blocked: "You have blocked this person: `hudhud requests unblock` undoes it.", "لقد حظرت هذا الشخص: يلغيه hudhud requests unblock";
    Yourself: "That is you.", "هذا أنت.";
    NameTaken: "Somebody has the name {0}: choose another.", "الاسم {0} مأخوذ: اختر غيره.";
    NameMalformed: "{0} cannot be a name: 3 to 32 letters of one script, digits and underscores, beginning with a letter.", "{0} لا يصلح اسمًا: من 3 إلى 32 حرفًا من كتابة واحدة وأرقام وشرطات سفلية، أوله حرف.";
    NameReserved: "The server keeps the name {0} for itself: choose another.", "الخادم يحجز الاسم {0}: اختر غيره.";
    NeedsInvitation: "This server takes new accounts by invitation only: ask whoever runs it for a code, and give it with --invitation.", "هذا الخادم لا يقبل حسابات جديدة إلا بدعوة: اطلب رمزًا من مشغّله، ثم أعطه مع --invitation.";
    WrongInvitation: "The server does not take this invitation: the code is wrong, was used already, or is out of date.", "لا يقبل الخادم هذه الدعوة: الرمز خاطئ، أو استُعمل من قبل، أو انتهت مدته.";
    Suspended: "Whoever runs the server has suspended or removed this account.", "أوقف مشغّل الخادم هذا الحساب أو أزاله.";
    OwnSuspended: "Whoever runs the server has suspended your account: nobody new can write to you. Your conversations go on.", "أوقف مشغّل الخادم حسابك: لا يستطيع أحد جديد مراسلتك. محادثاتك مستمرة.";
    OwnUnknown: "The server no longer knows your account: nobody new can write to you. Your conversations go on.", "لم يعد الخادم يعرف حسابك: لا يستطيع أحد جديد مراسلتك. محادثاتك مستمرة.";
    OwnOpen: "The server treats your account as any other again.", "عاد الخادم يعامل حسابك كغيره.";
    ShutOut: "account suspended", "الحساب موقوف";
    NotKnown: "account not known there", "الحساب غير معروف هناك";
    Lent: "Open for all commands on this home, until Ctrl-C.", "مفتوح لكل الأوامر على هذا المجلد، إلى Ctrl-C.";
    NotLent: "{0} cannot be used: {1}.", "لا يمكن استعمال {0}: {1}.";
    LenderGone: "The process that had this device open has ended: run the command again.", "انتهت العملية التي فتحت هذا الجهاز: أعد تشغيل الأمر.";
    NotAnInvitation: "That is not an invitation: a code has 24 letters and digits. Check it for a mistake.", "هذه ليست دعوة: الرمز 24 حرفًا ورقمًا. تحقق من كتابته.";
    AskInvitation: "This server takes new accounts by invitation only. Code:", "هذا الخادم لا يقبل حسابات جديدة إلا بدعوة. الرمز:";
    NameImitates: "{0} looks too much like somebody else's name: choose another.", "{0} يشبه اسم غيرك كثيرًا: اختر غيره.";
    HostFull: "The server has no room for anything new: try again later, or tell its operator.", "الخادم ممتلئ: حاول لاحقًا أو أخبر مشغّله.";
    HostBusy: "The server is overloaded: try again later.", "الخادم مثقل: حاول لاحقًا.";
    HostRefused: "The server refused ({0}): if it stays so, tell its operator.", "رفض الخادم ({0}): إن استمر فأخبر مشغّله.";
    HostVersion: "The server speaks another version of the protocol: update this program, or ask the server's operator to.", "الخادم يستعمل إصدارًا آخر من البروتوكول: حدّث البرنامج أو اطلب من المشغّل التحديث.";
    Forged: "What the server gave does not verify: do not trust it, and ask the person by another way.", "ما أعطاه الخادم لا يصح: لا تثق به، واسأل الشخص بطريق آخر.";
    OtherHost: "The server at this address calls itself by another name, so nothing was signed for it: check the address, or tell its operator.", "الخادم على هذا العنوان يعرّف نفسه باسم آخر، فلم يُوقَّع له شيء: راجع العنوان أو أخبر مشغّله.";
    InviteUnusable: "This invitation cannot be used any more: ask for another.", "هذه الدعوة لم تعد صالحة: اطلب غيرها.";
    NoNetwork: "The server does not answer: check the network and the address {0}.", "الخادم لا يجيب: راجع الشبكة والعنوان {0}.";
    Untrusted: "No authority that is trusted here has signed the certificate of {0}: if the server is your own, give its authority with --ca FILE.", "شهادة {0} لم توقّعها جهة موثوقة هنا: إن كان الخادم لك فأعطِ جهة إصدارها بـ --ca FILE";
    CertificateExpired: "The certificate of {0} is not valid today: check the clock of this machine, or tell the server's operator.", "شهادة {0} غير صالحة اليوم: راجع ساعة هذا الجهاز، أو أخبر مشغّل الخادم.";
    CertificateOtherName: "The certificate of {0} is for another name: check the address, or tell the server's operator.", "شهادة {0} صادرة لاسم آخر: راجع العنوان، أو أخبر مشغّل الخادم.";
    SentNothing: "The server shows an older state of this conversation than this device has read: nothing is sent there until that has changed.", "يعرض الخادم حالة لهذه المحادثة أقدم مما قرأه هذا الجهاز: لن يُرسل منها شيء حتى يتغيّر ذلك.";
    NoTls: "What answers at {0} does not speak TLS: check the address and the port.", "ما يجيب في {0} لا يستعمل TLS: راجع العنوان والمنفذ.";
    PlainNotAllowed: "{0} is plain http to another machine: use https, or --allow-plain if you know the way there is safe.", "{0} عنوان http غير مشفّر إلى جهاز آخر: استعمل https أو --allow-plain إن كان الطريق آمنًا.";
    NotAHost: "What answers at {0} is not a Hudhud server: check the address.", "ما يجيب في {0} ليس خادم هدهد: راجع العنوان.";
    Waiting: "Not finished in time: it is kept, and goes on the next time you run a command.", "لم ينتهِ في الوقت: محفوظ، ويُستأنف مع الأمر التالي.";
    GivenUp: "The message could not be sent: the conversation is over.", "تعذّر إرسال الرسالة: انتهت المحادثة.";
    BadAddress: "{0}: {1}.", "{0}: {1}.";
    WrongPassphrase: "The passphrase or key file does not open this device: try again, or check --home.", "عبارة المرور أو ملف المفتاح لا يفتح هذا الجهاز: حاول ثانية أو راجع --home";
    PassphraseNeeded: "A passphrase is needed and there is no terminal to ask on: give --passphrase-file or --key-file.", "لا بد من عبارة مرور ولا طرفية للسؤال: أعطِ --passphrase-file أو --key-file";
    PassphraseEmpty: "An empty passphrase protects nothing: choose some words.", "عبارة المرور الفارغة لا تحمي شيئًا: اختر كلمات.";
    PassphraseDiffers: "The two were not the same: run the command again.", "العبارتان مختلفتان: أعد الأمر.";
    WantsPassphrase: "This device is opened with a passphrase, not with a key file.", "هذا الجهاز يُفتح بعبارة مرور لا بملف مفتاح.";
    WantsKeyFile: "This device is opened with a key file: give --key-file.", "هذا الجهاز يُفتح بملف مفتاح: أعطِ --key-file";
    Locked: "Another program has this device open: end it first, or use another --home. `hudhud daemon` serves several commands at once.", "برنامج آخر يفتح هذا الجهاز: أغلقه أولًا أو استعمل --home آخر. ويخدم hudhud daemon عدة أوامر معًا.";
    Newer: "This device was written by a newer version of the program ({0}, this one knows {1}): update it.", "كتب هذا الجهازَ إصدارٌ أحدث ({0}، وهذا يعرف {1}): حدّث البرنامج.";
    Unusable: "{0}: check that the directory is yours and can be written.", "{0}: تأكد أن المجلد لك وقابل للكتابة.";
    NotADatabase: "The database in {0} is damaged, or not one of this program: restore it from a copy, or use another --home.", "قاعدة البيانات في {0} تالفة أو ليست لهذا البرنامج: استعدها من نسخة أو استعمل --home آخر.";
    RecordDamaged: "{0}: restore it from a copy; without it the database cannot be opened.", "{0}: استعده من نسخة؛ فبدونه لا تُفتح قاعدة البيانات.";
    DiskFull: "The disk is full and nothing was written: make room and try again.", "القرص ممتلئ ولم يُكتب شيء: أفسح مكانًا وحاول ثانية.";
    DatabaseFailed: "The local database failed and nothing was written: try again; if it stays so, restore {0} from a copy.", "تعطلت قاعدة البيانات ولم يُكتب شيء: حاول ثانية، وإن استمر فاستعد {0} من نسخة.";
    FileUnreadable: "{0}: {1}.", "{0}: {1}.";
    NoHome: "There is no home directory to keep this device in: give --home DIR.", "لا مجلد لحفظ هذا الجهاز: أعطِ --home DIR";
    NoEntropy: "The system gives no random numbers: nothing can be kept secret without them.", "النظام لا يعطي أرقامًا عشوائية: لا سرّ بدونها.";
}

/// Fills `{0}` and `{1}` in.
pub(crate) fn fill(text: &str, arguments: &[&str]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, tail) = rest.split_at(start);
        filled.push_str(before);
        let index = tail.get(1..2).and_then(|digit| digit.parse::<usize>().ok());
        match (index, tail.get(2..3)) {
            (Some(index), Some("}")) => {
                filled.push_str(arguments.get(index).copied().unwrap_or_default());
                rest = tail.get(3..).unwrap_or_default();
            }
            _ => {
                filled.push('{');
                rest = tail.get(1..).unwrap_or_default();
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_every_phrase_with_the_same_placeholders() {
        for phrase in Phrase::ALL {
            let (english, arabic) = (phrase.text(Language::En), phrase.text(Language::Ar));
            for placeholder in ["{0}", "{1}", "{2}"] {
                assert_eq!(
                    english.contains(placeholder),
                    arabic.contains(placeholder),
                    "{english}"
                );
            }
            let only_filled_in = english.chars().all(|c| !c.is_alphabetic());
            let is_arabic = arabic.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c));
            assert!(is_arabic || only_filled_in, "no Arabic for: {english}");
        }
    }

    #[test]
    fn what_is_filled_in_is_not_looked_at_again() {
        assert_eq!(fill("{0} and {1}", &["{1}", "b"]), "{1} and b");
        assert_eq!(fill("a { b {x}", &["c"]), "a { b {x}");
    }
}
