# هدهد بالعربية. كل مفتاح هنا له نظيره في en.ftl، والاختبار يقارن بينهما.

# -- في كل مكان

app-name = هدهد
back = رجوع
close = إغلاق
cancel = إلغاء
lock-private = خاصة: لا يقرؤها إلا أعضاؤها

clock-today = اليوم
clock-yesterday = أمس

size-bytes = { $size } بايت
size-kilobytes = { $size } ك.ب
size-megabytes = { $size } م.ب
size-gigabytes = { $size } غ.ب

# -- حين يتعذّر أمر

problem-not-signed-up = ليس لك حساب هنا بعد.
problem-already-signed-up = لك حساب هنا من قبل.
problem-not-a-name = الاسم من ٣ إلى ٣٢ حرفًا ورقمًا.
problem-no-such-name = لا أحد يحمل هذا الاسم.
problem-name-taken = هذا الاسم محجوز لغيرك. ما رأيك في اسم آخر؟
problem-name-reserved = هذا الاسم غير متاح. ما رأيك في اسم آخر؟
problem-name-imitates = هذا الاسم يشبه اسمًا آخر شبهًا كبيرًا.
problem-no-such-conversation = هذه المحادثة ليست على هذا الجهاز.
problem-no-such-message = لم تعد هذه الرسالة هنا.
problem-not-a-member = هذا الشخص ليس عضوًا هنا.
problem-not-active = لا تستقبل هذه المحادثة رسائل الآن.
problem-not-a-group = هذا ممكن في المجموعات فقط.
problem-not-allowed = هذا للمشرفين فقط.
problem-not-yours = هذا لمن كتب الرسالة فقط.
problem-empty = لا شيء لإرساله.
problem-too-long = هذا طويل جدًا: الحد { $limit }.
problem-not-an-emoji = هذا ليس رمزًا تعبيريًا واحدًا.
problem-too-many = { $limit ->
    [zero] لا يمكن إضافة أحد.
    [one] شخص واحد على الأكثر.
    [two] شخصان على الأكثر.
    [few] { $limit } أشخاص على الأكثر.
    [many] { $limit } شخصًا على الأكثر.
   *[other] { $limit } شخص على الأكثر.
}
problem-blocked = هذا الشخص محظور عندك.
problem-yourself = هذا أنت.
problem-refused = رفض الخادم الطلب.
problem-try-later = الخادم مشغول. حاول بعد قليل.
problem-try-later-after = { $seconds ->
    [zero] الخادم مشغول. حاول الآن من جديد.
    [one] الخادم مشغول. حاول بعد ثانية.
    [two] الخادم مشغول. حاول بعد ثانيتين.
    [few] الخادم مشغول. حاول بعد { $seconds } ثوانٍ.
    [many] الخادم مشغول. حاول بعد { $seconds } ثانية.
   *[other] الخادم مشغول. حاول بعد { $seconds } ثانية.
}
problem-forged = تعذّر التحقق مما أرسله الخادم، فلم يُستعمل.
problem-invite-unusable = لم تعد هذه الدعوة صالحة.
problem-full = امتلأت مساحة التخزين، فلم يُحفظ شيء. أفسح مكانًا ثم حاول من جديد.
problem-database = تعذّر الحفظ، فلم يتغيّر شيء. حاول من جديد.
problem-closed = أُغلق هدهد في هذه الأثناء.

# -- حين لا يُفتح الجهاز

unopened-passcode-needed = يلزم رمز الدخول.
unopened-wrong-passcode = هذا ليس رمز الدخول.
unopened-no-file-system = لا يعطي هذا المتصفح هدهد مكانًا يحفظ فيه شيئًا.
unopened-busy = هدهد مستعمل في علامة تبويب أخرى.
unopened-full = امتلأت مساحة التخزين.
unopened-damaged = ما حُفظ هنا تالف.
unopened-newer = ما حُفظ هنا من إصدار أحدث.
unopened-key-missing = مفتاح ما حُفظ هنا مفقود.
unopened-browser = تعطّل شيء في المتصفح.

# -- حال المحادثة

standing-creating = يجري إعدادها…
standing-request = تنتظر ردّك
standing-left = غادرتها
standing-removed = أُزلت منها
standing-out-of-step = يُطلب الدخول من جديد…
standing-failed = تعذّر إعدادها

## أشخاص

person-own = أنت
person-unnamed = بلا اسم { $account }
people-and = { $before }، { $next }
conversation-unnamed = محادثة بلا عنوان

## البداية

start-opening = يُفتح الآن…

elsewhere-title = هدهد مفتوح في علامة تبويب أخرى
elsewhere-text = محادثاتك في علامة تبويب واحدة كل مرة، حتى لا يُكتب شيء مرتين.
elsewhere-take = استعمله هنا
handed-over-title = انتقل هدهد إلى علامة تبويب أخرى
handed-over-text = طلبته علامة تبويب أخرى. وما كنت تكتبه محفوظ.
handed-over-take = أعده إلى هنا

passcode-title = هدهد مقفل
passcode-text = رمزك يفتح ما حُفظ على هذا الجهاز. لا يعرفه غيرك، ولا يستطيع أحد استعادته.
passcode-label = رمز الدخول
passcode-open = فتح
passcode-trying = يُفتح الآن…

welcome-title = هدهد
welcome-text = رسائل لا يقرؤها إلا أصحابها. بلا رقم هاتف ولا بريد إلكتروني.
welcome-name = اختر اسمًا
welcome-hint = حروف وأرقام. به يجدك الناس، ولك أن تستغني عنه.
welcome-go = لنبدأ
welcome-go-nameless = لنبدأ بلا اسم
welcome-busy = لحظة…
welcome-keys = تُصنع مفاتيحك الآن، هنا على جهازك.
welcome-host = جاء دور الخادم. حين يكثر القادمون يطلب من كل جهاز عملًا يسيرًا أولًا. يتمّ ذلك من تلقاء نفسه.
welcome-offline = تعذّر الوصول إلى الخادم. تُعاد المحاولة تلقائيًا، فاترك الصفحة مفتوحة.
welcome-unfinished = بدأتَ من قبل. يكتمل الأمر حالما يجيب الخادم، أو اختر اسمًا آخر.
welcome-disclosure = ما الذي يعرفه الخادم

trouble-again = حاول من جديد
trouble-reload = إعادة التحميل
trouble-in-memory = استعمله في هذه الزيارة
trouble-rescue = احفظ نسخة في ملف
trouble-anew = البدء من جديد…
trouble-anew-text = سيُنسى الحساب وكل رسالة محفوظة هنا، بلا رجعة. إن ترددت فاحفظ نسخة أولًا.
trouble-anew-label = للتأكيد اكتب «{ $word }»
trouble-anew-word = انسَ
trouble-anew-now = انسَ كل شيء وابدأ من جديد
trouble-no-files-title = هذا المتصفح لا يحفظ شيئًا
trouble-no-files-text = في نافذة خاصة أو متصفح قديم لا يجد هدهد مكانًا لمفاتيحك ورسائلك. يمكنك استعماله في هذه الزيارة، وحين تُغلق الصفحة يذهب الحساب والرسائل معها.
trouble-busy-title = ما زال مستعملًا
trouble-busy-text = لم تترك علامة تبويب أو نافذة أخرى هدهد بعد. أغلقها، أو حاول بعد لحظة.
trouble-full-title = امتلأت مساحة التخزين
trouble-full-text = لم يبقَ متسع على هذا الجهاز أو لهذا الموقع. لم يضِع شيء: أفسح مكانًا ثم حاول من جديد.
trouble-damaged-title = تعذّرت قراءة ما حُفظ هنا
trouble-damaged-text = الملف الذي فيه محادثاتك تالف. لم يتغيّر شيء ولم يُحذف. قد تنفع المحاولة من جديد، أو نسخة أقدم من ملفات المتصفح.
trouble-newer-title = مرّ من هنا إصدار أحدث
trouble-newer-text = ما حُفظ هنا كتبه إصدار أحدث من هذه الصفحة. أعد التحميل لتحصل عليه.
trouble-key-missing-title = المفتاح مفقود
trouble-key-missing-text = محادثاتك ما زالت هنا مشفّرة، لكن المتصفح فقد مفتاحها، كما يحدث حين يُمسح بعض بيانات الموقع. لم يُحذف شيء.
trouble-browser-title = تعطّل شيء في المتصفح
trouble-browser-text = ما حُفظ هنا لم يُمسّ. حاول من جديد، فإن لم ينفع ذلك فأعد تحميل الصفحة.
